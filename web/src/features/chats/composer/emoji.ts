import type { Text } from '../../../i18n';

/** The emoji that are offered; a keyboard has the others. */
export const EMOJI: { name: Text; emoji: string[] }[] = [
  {
    name: 'chats.emojiFaces',
    emoji: [
      ...'😀😃😄😁😅😂🙂🙃😉😊😇🥰😍😘😋😛🤗🤔🤨😐😏🙄😬😌😴😷🤒🤕🥵🥶😵🤯😎🤓😕😟😮😳🥺😢😭😱😤😡🤬🥳',
    ],
  },
  {
    name: 'chats.emojiHands',
    emoji: [...'👍👎👌🤌🤞🤟🤙👋🤚🖐✋👏🙌👐🤝🙏💪👀🧠🙋🙅🤷🤦'],
  },
  {
    name: 'chats.emojiThings',
    emoji: [
      ...'💙💚💛🧡💜🖤🤍💔💯💥🔥⭐🌟✨🎉🎁🎂🎈☕🍕🍔🍺🍷🚗🚲🚚🚀🏠🏢🏥💻📱📞📧📦📌📎📅⏰⌛💡🔧🔑🔒💰💳🧾✅❌❓❗➕🔄🔔🆗',
    ],
  },
];
