// What we use of Swagger UI, which brings no types. Source: its docs/usage/configuration.md.

declare module "swagger-ui-dist/swagger-ui-es-bundle.js" {
  interface Options {
    readonly url: string;
    readonly dom_id: string;
    readonly presets: readonly unknown[];
    readonly deepLinking: boolean;
    readonly defaultModelsExpandDepth: number;
    readonly displayRequestDuration: boolean;
    readonly docExpansion: "list" | "full" | "none";
    readonly filter: boolean;
    readonly persistAuthorization: boolean;
    readonly syntaxHighlight: { readonly theme: string };
    readonly validatorUrl: null;
  }
  const SwaggerUI: ((options: Options) => unknown) & { readonly presets: { readonly apis: unknown } };
  export default SwaggerUI;
}
