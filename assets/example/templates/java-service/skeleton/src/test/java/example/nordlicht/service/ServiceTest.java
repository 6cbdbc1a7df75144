package example.nordlicht.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.actuate.observability.AutoConfigureObservability;
import org.springframework.boot.test.autoconfigure.web.servlet.AutoConfigureMockMvc;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.web.servlet.MockMvc;

@SpringBootTest
@AutoConfigureMockMvc
@AutoConfigureObservability
class ServiceTest {
    @Autowired
    private MockMvc service;

    @Test
    void greetsByName() throws Exception {
        service.perform(get("/v1/greetings/Ada Lovelace"))
            .andExpect(status().isOk())
            .andExpect(jsonPath("$.message").value("Hello, Ada Lovelace!"));
    }

    @Test
    void saysWhatIsWrongWithANameThatIsTooLong() throws Exception {
        service.perform(get("/v1/greetings/" + "a".repeat(81)))
            .andExpect(status().isBadRequest())
            .andExpect(jsonPath("$.error").value(containsString("longer than 80")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/healthz", "/readyz"})
    void saysThatItIsWellAndReady(String path) throws Exception {
        service.perform(get(path)).andExpect(status().isOk());
    }

    @Test
    void knowsWhatItDoesNotHave() throws Exception {
        service.perform(get("/nowhere")).andExpect(status().isNotFound());
    }

    @Test
    void countsWhatItAnswered() throws Exception {
        service.perform(get("/v1/greetings/Ada"));
        var metrics = service.perform(get("/metrics")).andReturn().getResponse().getContentAsString();
        assertThat(metrics).contains("http_server_requests_seconds_count").contains("uri=\"/v1/greetings/{name}\"");
    }
}
