// A plain Bolt app for Node that knows nothing of this project. It prints a line of JSON when it listens.
const { App, HTTPReceiver, SocketModeReceiver } = require('@slack/bolt');

const clientOptions = { slackApiUrl: process.env.SLACK_API_URL };
const overSockets = process.env.SLACK_APP_TOKEN !== undefined;
const receiver = overSockets
  ? new SocketModeReceiver({ appToken: process.env.SLACK_APP_TOKEN, installerOptions: { clientOptions } })
  : new HTTPReceiver({ signingSecret: process.env.SLACK_SIGNING_SECRET });
const app = new App({ token: process.env.SLACK_BOT_TOKEN, clientOptions, receiver });

const quiet = { unfurl_links: false, unfurl_media: false };
const question = (id, label) => ({
  type: 'input',
  block_id: id,
  label: { type: 'plain_text', text: label },
  element: { type: 'plain_text_input', action_id: 'answer' },
});
const card = [
  { type: 'section', text: { type: 'mrkdwn', text: 'Your stand-up' } },
  { type: 'actions', elements: [{ type: 'button', action_id: 'open', text: { type: 'plain_text', text: 'Fill in' } }] },
];
const form = {
  type: 'modal',
  callback_id: 'save',
  title: { type: 'plain_text', text: 'Today' },
  submit: { type: 'plain_text', text: 'Send' },
  blocks: [question('yesterday', 'Yesterday?'), question('today', 'Today?')],
};

app.command('/echo', async ({ command, ack }) => ack(command.text));
app.command('/card', async ({ ack }) => ack({ text: 'Your stand-up', blocks: card }));
app.command('/later', async ({ ack, respond }) => {
  await ack();
  await respond('Here it is');
});
app.action('open', async ({ ack, body, client }) => {
  await client.views.open({ trigger_id: body.trigger_id, view: form });
  await ack();
});
app.view('save', async ({ ack, body, view, client }) => {
  const today = view.state.values.today.answer.value;
  if (today === 'nothing') {
    await ack({ response_action: 'errors', errors: { today: 'Really nothing?' } });
    return;
  }
  await ack();
  await client.chat.postMessage({ channel: body.user.id, text: `Saved: ${today}`, ...quiet });
});
app.event('app_home_opened', async ({ event, client }) => {
  await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: card.slice(0, 1) } });
});
app.message('hello', async ({ message, say }) => say({ text: `Hello, <@${message.user}>`, ...quiet }));

(async () => {
  const server = await app.start(overSockets ? undefined : { port: 0, host: '127.0.0.1' });
  console.log(JSON.stringify({ port: overSockets ? null : server.address().port }));
})();
