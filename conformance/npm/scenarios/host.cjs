'use strict';
// current 24, current 29, current 33, current 42
module.exports = async ({ join, host, tool, sdk, schema, bytes, say, hear, env }) => {
    const room = await join();
    const any = { type: 'object' };
    const stop = await host(room, 'node-tools', [
        tool('add', schema, ({ a, b }) => new sdk.JsonContent({ json: { sum: a + b } })),
        tool('text', any, () => new sdk.TextContent({ text: 'ein Text' })),
        tool('file', any, () => new sdk.FileContent({ data: bytes(3000), name: 'x.bin', mimeType: 'text/x' })),
        tool('empty', any, () => new sdk.EmptyContent()),
        tool('fail', any, () => {
            throw new Error('no luck');
        }),
        tool('slow', any, async () => {
            await new Promise((resolve) => setTimeout(resolve, 60_000));
            return new sdk.EmptyContent();
        }),
    ]);
    const other = await join(env.OTHER_TOKEN);
    await host(other, 'other', [
        tool('run_other_task', schema, ({ a, b }) => new sdk.JsonContent({ json: { sum: a + b } })),
    ]);
    say('ready');
    await hear('stop');
    await stop();
    say('stopped');
    await hear('leave'); // a call of 'slow' is under way
    room.dispose();
    other.dispose();
    say('left');
    await hear('end');
};
