// Shows the OpenAPI document in Swagger UI, with the user pool's sign-in page behind "Authorize".

// The page is at <api>/docs, and everything else relative to that.
const at = (path) => new URL(path, window.location.href).href;
const load = async (path) => (await fetch(at(path))).json();

const [spec, signIn] = await Promise.all([load("openapi.json"), load("docs/sign-in.json")]);

spec.servers = [{ url: at(".").replace(/\/$/, "") }];
// Whoever signs in here needs no token from elsewhere.
delete spec.components.securitySchemes.token;
spec.security = spec.security.filter((way) => !("token" in way));

// Swagger UI marks its token request with a header for which a browser asks the sign-in page's host first; not every host
// says yes (swagger-ui issue 6081). Without it, the request is one that needs no permission.
const withoutMark = (request) => {
  if (request.url === signIn.token_url) delete request.headers["X-Requested-With"];
  return request;
};

SwaggerUIBundle({
  dom_id: "#swagger-ui",
  spec,
  deepLinking: true,
  displayRequestDuration: true,
  requestInterceptor: withoutMark,
  oauth2RedirectUrl: at("docs/oauth2-redirect.html"),
  // Swagger's own validator is another host.
  validatorUrl: null,
}).initOAuth({
  clientId: signIn.client_id,
  scopes: "openid email",
  usePkceWithAuthorizationCodeGrant: true,
});
