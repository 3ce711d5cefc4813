import { queryOptions } from '@tanstack/react-query';
import { api, rememberCsrfToken, type Schemas } from '../client';
import { ApiFailure, expectData } from '../errors';
import { createProvider, type Provider, updateProvider } from './providers';

export type Onboarding = Schemas['OnboardingView'];
export type StepId = Schemas['OnboardingStepView']['id'];

/** Whether the server waits for its first administrator; for people who are not signed in. */
export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: () => expectData(api.GET('/api/v2/auth/setup')),
});

/** Makes the first administrator and signs them in. */
export async function setUp(body: Schemas['SetupRequest']): Promise<Schemas['LoginView']> {
  const view = await expectData(api.POST('/api/v2/auth/setup', { body }));
  rememberCsrfToken(view.csrfToken);
  return view;
}

export const onboardingKey = ['onboarding'] as const;

export const onboardingQuery = queryOptions({
  queryKey: onboardingKey,
  queryFn: () => expectData(api.GET('/api/v2/onboarding/status')),
});

export function completeStep(stepId: StepId, data: Record<string, unknown> = {}) {
  // What a step takes depends on the step, which the generated type does not express.
  const body = { data } as Schemas['CompleteStepRequest'];
  const params = { path: { stepId } };
  return expectData(api.POST('/api/v2/onboarding/steps/{stepId}/complete', { params, body }));
}

export const skipOnboarding = () => expectData(api.POST('/api/v2/onboarding/skip'));

export function setAgent(id: string, agent: Schemas['AgentSettings']) {
  const params = { path: { id } };
  return expectData(api.PATCH('/api/v2/instances/{id}', { params, body: { agent } }));
}

/** The provider at this address gets the key; without one it is made, under a name that is free. */
export async function keepProvider(
  name: string,
  apiUrl: string,
  apiKey: string,
): Promise<Provider> {
  const params = { query: { limit: 100 } };
  const { items } = await expectData(api.GET('/api/v2/providers', { params }));
  const known = items.find(one => one.type === 'openai' && one.apiUrl === apiUrl);
  if (known) return updateProvider(known.id, { apiKey });
  const isTaken = items.some(one => one.name === name);
  const free = isTaken ? `${name} (${new URL(apiUrl).host})` : name;
  return createProvider({ name: free, type: 'openai', apiUrl, apiKey });
}

/** Sends a text and waits, within the server's bound, until the network has it. */
export function sendTest(instanceId: string, to: string, text: string) {
  return expectData(api.POST('/api/v2/messages', { body: { instanceId, to, text } }));
}

const at = (number: string) => ({ params: { path: { number } } });

/** Makes a simulated phone, unless it was made before. */
export async function ensurePhone(phoneNumber: string, name: string): Promise<void> {
  try {
    await expectData(api.POST('/api/v2/simulated-phones', { body: { phoneNumber, name } }));
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.status !== 409) throw error;
  }
}

export const scanWith = (number: string, qr: string) =>
  expectData(api.POST('/api/v2/simulated-phones/{number}/scan', { ...at(number), body: { qr } }));

export const writeFrom = (number: string, to: string, text: string) =>
  expectData(
    api.POST('/api/v2/simulated-phones/{number}/messages', { ...at(number), body: { to, text } }),
  );

/** What arrived at a simulated phone: read again with each message that one has received. */
export const arrivalsQuery = (number: string) =>
  queryOptions({
    queryKey: ['simulated-phone', number],
    queryFn: () => expectData(api.GET('/api/v2/simulated-phones/{number}/messages', at(number))),
    staleTime: 0,
  });

const PROGRESS = ['queued', 'sent', 'delivered', 'read', 'failed'] as const;
export type Progress = (typeof PROGRESS)[number];

/** How far a message arrived: its latest event. */
async function readProgress(instanceId: string, message: string): Promise<Progress> {
  const eventType = PROGRESS.map(status => `message.${status}` as const);
  const query = { instanceId, eventType, limit: 50 };
  const { items } = await expectData(api.GET('/api/v2/events', { params: { query } }));
  const latest = items.find(event => event.messageId === message)?.eventType;
  return PROGRESS.find(status => latest === `message.${status}`) ?? 'queued';
}

/** How far a message that was sent is: read again with each event of it. */
export const progressQuery = (instance: string, message: string) =>
  queryOptions({
    queryKey: ['test-message', instance, message],
    queryFn: () => readProgress(instance, message),
  });
