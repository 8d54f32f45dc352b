// The short codes of emoji that bots use, as characters. One that is not here is shown as it was written.

const CHARACTERS = {
  "+1": "👍", "-1": "👎", alarm_clock: "⏰", arrow_right: "➡️", arrows_counterclockwise: "🔄", beach_with_umbrella: "🏖️",
  black_square_button: "🔲",
  bell: "🔔", blue_heart: "💙", books: "📚", bug: "🐛", bulb: "💡", busts_in_silhouette: "👥", calendar: "📅",
  chart_with_upwards_trend: "📈", checkered_flag: "🏁", clap: "👏", clipboard: "📋", clock9: "🕘", coffee: "☕",
  computer: "💻", construction: "🚧", crescent_moon: "🌙", date: "📅", drum_with_drumsticks: "🥁", exclamation: "❗",
  eyes: "👀", fire: "🔥", gear: "⚙️", green_circle: "🟢", "green-circle": "🟢", hammer_and_wrench: "🛠️",
  hand: "✋", heart: "❤️", heavy_check_mark: "✔️", heavy_minus_sign: "➖", hourglass: "⌛", hourglass_flowing_sand: "⏳", house: "🏠",
  inbox_tray: "📥", information_source: "ℹ️", key: "🔑", large_blue_circle: "🔵", large_green_circle: "🟢",
  large_yellow_circle: "🟡", link: "🔗", lock: "🔒", loudspeaker: "📢", mag: "🔍", mega: "📣", memo: "📝",
  muscle: "💪", no_entry: "⛔", no_entry_sign: "🚫", ok_hand: "👌", palm_tree: "🌴", pencil: "📝", pencil2: "✏️",
  pray: "🙏", pushpin: "📌", question: "❓", raised_hands: "🙌", red_circle: "🔴", robot_face: "🤖", rocket: "🚀",
  rotating_light: "🚨", seedling: "🌱", slightly_smiling_face: "🙂", smile: "😄", snowflake: "❄️", sos: "🆘",
  sparkles: "✨", speech_balloon: "💬", spiral_calendar_pad: "🗓️", star: "⭐", stopwatch: "⏱️", sunny: "☀️", sunrise: "🌅", tada: "🎉",
  thinking_face: "🤔", thumbsdown: "👎", thumbsup: "👍", ticket: "🎫", trophy: "🏆", warning: "⚠️", wastebasket: "🗑️", wave: "👋",
  white_check_mark: "✅", white_small_square: "▫️", world_map: "🗺️", x: "❌", yellow_heart: "💛", zap: "⚡", zzz: "💤", "face_with_thermometer": "🤒",
};

export const emoji = (name) => CHARACTERS[name.split("::")[0]] ?? `:${name}:`;

// Plain text in which `:short_codes:` become characters.
export const withEmoji = (text) => text.replace(/:([a-z0-9_+-]+):/g, (code, name) => CHARACTERS[name] ?? code);
