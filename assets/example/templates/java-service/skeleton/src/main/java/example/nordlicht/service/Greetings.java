package example.nordlicht.service;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** A greeting, so that there is something to begin with. */
@RestController
public class Greetings {
    private static final int LONGEST_NAME = 80;

    @GetMapping("/v1/greetings/{name}")
    public Greeting greet(@PathVariable("name") String name) {
        if (name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("the name is longer than " + LONGEST_NAME + " characters");
        }
        return new Greeting("Hello, " + name + "!");
    }

    @ExceptionHandler
    @ResponseStatus(HttpStatus.BAD_REQUEST)
    Refusal refused(IllegalArgumentException refused) {
        return new Refusal(refused.getMessage());
    }

    /** What is answered. */
    public record Greeting(String message) {
    }

    record Refusal(String error) {
    }
}
