// Starts the API's page: Swagger UI over the document that this server itself answers.
// It knows no route, and asks nobody else: Swagger's own validator badge is off.

import "swagger-ui-dist/swagger-ui.css";
import SwaggerUI from "swagger-ui-dist/swagger-ui-es-bundle.js";
import "./docs.css";

SwaggerUI({
  url: "/api/v1/openapi.json",
  dom_id: "#docs",
  presets: [SwaggerUI.presets.apis],
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  docExpansion: "list",
  filter: true,
  // A token stays in this page's memory and goes with it.
  persistAuthorization: false,
  syntaxHighlight: { theme: "agate" },
  validatorUrl: null,
});
