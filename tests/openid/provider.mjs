// A certified OpenID provider for the tests: `node provider.mjs CONFIG`, with the port, the issuer, keys and clients
// as JSON. Whoever comes is whom they say they are: its login page takes any name.
import Provider from "oidc-provider";

const { port, issuer, jwks, clients } = JSON.parse(process.argv[2]);
const provider = new Provider(issuer, {
  clients,
  jwks,
  cookies: { keys: ["tests"] },
  pkce: { required: () => true },
  findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
});
const server = provider.listen(port, "127.0.0.1", () => console.log("listening", server.address().port));
