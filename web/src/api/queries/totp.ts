import { api } from '../client';
import { expectData } from '../errors';

export const enrolTotp = (currentPassword: string) =>
  expectData(api.POST('/api/v2/auth/totp', { body: { currentPassword } }));
export const confirmTotp = (code: string) =>
  expectData(api.POST('/api/v2/auth/totp/confirm', { body: { code } }));
export const removeTotp = (currentPassword: string) =>
  expectData(api.POST('/api/v2/auth/totp/remove', { body: { currentPassword } }));
