// Sends every request of requests.json to prism, which holds it against Argo CD's own OpenAPI, and says which do not
// fit. What prism answers is of no interest: examples of the schema, which prove nothing about Argo CD.
import { readFileSync } from "node:fs";

const [base, file] = process.argv.slice(2);
const requests = JSON.parse(readFileSync(file, "utf8"));
let wrong = 0;

for (const { method, target, type, body } of requests) {
  const headers = { Accept: "application/json", ...(type ? { "Content-Type": type } : {}) };
  // `{subresource=**}` in the proto: several segments, for which the OpenAPI has no word
  const asked = target.replace(/(\/can-i\/[^/]+\/[^/]+\/)(.*)/, (_, start, rest) => start + rest.replaceAll("/", "%2F"));
  const answer = await fetch(base + asked, { method, headers, body: body ?? undefined });
  await answer.text();
  const violations = JSON.parse(answer.headers.get("sl-violations") ?? "[]");
  const ours = violations.filter(({ location }) => location[0] === "request");
  const isUnknown = answer.status === 404 || answer.status === 405;
  const why = isUnknown ? [`there is no such route (${answer.status})`] : ours.map(({ message, location }) => `${location.join(".")}: ${message}`);
  wrong += why.length > 0 ? 1 : 0;
  console.log(`${why.length > 0 ? "WRONG" : "ok   "} ${method} ${target}${why.map((line) => `\n      ${line}`).join("")}`);
}
console.log(`${requests.length} requests, ${wrong} wrong`);
process.exit(wrong === 0 && requests.length > 0 ? 0 : 1);
