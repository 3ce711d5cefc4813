Scalar.createApiReference('#app', {
  url: 'openapi.json',
  persistAuth: false,
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  hideClientButton: true,
  showDeveloperTools: 'never',
  defaultOpenAllTags: false,
  authentication: { preferredSecurityScheme: 'bearer' },
})
