import { queryOptions } from '@tanstack/react-query';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';

export type McpStatus = Schemas['McpStatusView'];
export type InstallMcp = Schemas['InstallMcpRequest'];

export const mcpKey = ['mcp'] as const;

export const mcpQuery = queryOptions({
  queryKey: mcpKey,
  queryFn: () => expectData(api.GET('/api/v2/mcp/status')),
  // No event reports which clients send requests.
  refetchInterval: 15_000,
});

export const startMcp = (body: Schemas['StartMcpRequest']) =>
  expectData(api.POST('/api/v2/mcp/start', { body }));
export const stopMcp = () => expectData(api.POST('/api/v2/mcp/stop'));
export const installMcp = (body: InstallMcp) =>
  expectData(api.POST('/api/v2/mcp/install', { body }));
