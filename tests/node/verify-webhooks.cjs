// Verifies deliveries with the published `standardwebhooks`: reads a line of JSON for each
// ({secret, headers, body}) and prints how many it accepts, or ends with the first error.
const { Webhook } = require("standardwebhooks");
const lines = require("node:fs").readFileSync(0, "utf8").split("\n").filter(Boolean);
for (const line of lines) {
  const { secret, headers, body } = JSON.parse(line);
  const data = new Webhook(secret).verify(body, headers);
  if (!data.type || !data.timestamp) throw new Error(`not an envelope: ${body}`);
  let refused = false;
  try {
    new Webhook(secret).verify(`${body} `, headers);
  } catch {
    refused = true;
  }
  if (!refused) throw new Error("a changed body is accepted");
}
console.log(lines.length);
