/** The numbers of the simulated phones: the one that is linked, and that of the person who writes to it. */
export const SHOP = '5511900000001';
export const PERSON = '5511900000002';
