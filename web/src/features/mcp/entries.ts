/** Where the key belongs: no configuration that the page shows has a real one. */
export const KEY_PLACE = 'YOUR_OMNI_API_KEY';
const VARIABLE = 'OMNI_API_KEY';
const HEADER = 'x-api-key';

export interface Configuration {
  id: 'claudeCode' | 'claudeDesktop' | 'cursor' | 'vsCode' | 'http' | 'stdio';
  /** The file it belongs in, or none: a command. */
  file?: string;
  text: string;
}

/** How a client's file refers to something else than a text. */
const reference = (name: string) => `\${${name}}`;
const json = (value: unknown) => JSON.stringify(value, null, 2);

const REQUEST = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'curl', version: '1' },
  },
});

/** What common clients need to reach MCP at this server, whose address ends without a slash. */
export function configurations(server: string): Configuration[] {
  const url = `${server}/mcp`;
  const overHttp = (key: string) => ({ type: 'http', url, headers: { [HEADER]: key } });
  return [
    {
      id: 'claudeCode',
      file: '~/.claude.json',
      text: json({ mcpServers: { omni: overHttp(reference(VARIABLE)) } }),
    },
    {
      id: 'claudeDesktop',
      file: 'claude_desktop_config.json',
      text: json({
        mcpServers: {
          omni: {
            command: 'omni',
            args: ['mcp', '--url', server],
            env: { [VARIABLE]: KEY_PLACE },
          },
        },
      }),
    },
    {
      id: 'cursor',
      file: '~/.cursor/mcp.json',
      text: json({ mcpServers: { omni: overHttp(reference(`env:${VARIABLE}`)) } }),
    },
    {
      id: 'vsCode',
      file: '.vscode/mcp.json',
      text: json({
        inputs: [
          { type: 'promptString', id: 'omni-key', description: 'Omni API key', password: true },
        ],
        servers: { omni: overHttp(reference('input:omni-key')) },
      }),
    },
    {
      id: 'http',
      text: [
        `curl ${url} \\`,
        `  -H '${HEADER}: ${KEY_PLACE}' \\`,
        "  -H 'content-type: application/json' \\",
        "  -H 'accept: application/json, text/event-stream' \\",
        `  -d '${REQUEST}'`,
      ].join('\n'),
    },
    { id: 'stdio', text: `${VARIABLE}=${KEY_PLACE} omni mcp --url ${server}` },
  ];
}
