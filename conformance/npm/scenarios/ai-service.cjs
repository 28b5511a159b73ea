'use strict';
module.exports = async ({ join, host, tool, sdk, say, hear, env }) => {
    const room = await join(env.OTHER_TOKEN);
    const schema = {
        type: 'object',
        additionalProperties: false,
        required: ['text'],
        properties: { text: { type: 'string', description: 'what to translate' } },
    };
    await host(room, 'other', [
        tool('run_other_task', schema, ({ text }) => {
            if (text === 'xyzzy') {
                throw new Error('there is no French for that');
            }
            return new sdk.JsonContent({ json: { french: `fr:${text}` } });
        }),
    ]);
    say('ready');
    await hear('leave');
    room.dispose();
    say('left');
    await hear('end');
};
