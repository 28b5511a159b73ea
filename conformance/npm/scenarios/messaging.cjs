'use strict';
// current 45, current 46, current 47, current 48, current 49

/** Collects what others send. */
async function listen(sdk, who, room, got) {
    for await (const event of room.listen()) {
        const own = event instanceof sdk.RoomMessageEvent && !/^(messaging|participant)\./.test(event.message.type);
        if (own && !event.message.local) {
            got.push({ who, ...event.message });
        }
    }
}

module.exports = async ({ join, assert, failure, env, eventually, say, hear, sdk, reconnects }) => {
    const room = await join();
    const other = await join(env.OTHER_TOKEN);
    const got = [];
    for (const [who, one] of [['node', room], ['other', other]]) {
        listen(sdk, who, one, got);
        if (!reconnects) {
            await one.messaging.start();
        }
        await one.messaging.enable();
    }
    const names = (one) => one.messaging.remoteParticipants.map((p) => p.getAttribute('name')).sort().join();
    await eventually('all know each other', () => names(room) === 'classic,current,other');
    await eventually('all know each other', () => names(other) === 'classic,current,node');
    const attachment = new TextEncoder().encode('att');
    for (const name of ['other', 'classic', 'current']) {
        const to = room.messaging.getParticipantByName(name);
        await room.messaging.sendMessage({ to, type: 'chat', message: { text: 'hallo, grün' }, attachment });
    }
    await eventually('a message came', () => got.length === 1);
    assert.equal(got[0].who, 'other');
    assert.equal(got[0].type, 'chat');
    assert.equal(got[0].message.text, 'hallo, grün');
    assert.equal(new TextDecoder().decode(got[0].attachment), 'att');
    say('sent'); // Java checks what came, and sends to node from both generations
    await eventually('Java answered', () => got.length === 3);
    await room.messaging.broadcastMessage({ type: 'all', message: { n: 1 } });
    await eventually('the broadcast came', () => got.some((one) => one.type === 'all'));
    say('broadcast');
    await hear('attributes');
    const classic = () => room.messaging.getParticipantByName('classic');
    await eventually('attributes change', () => classic().getAttribute('mood') === 'good');
    await room.localParticipant.setAttribute('colour', 'red');
    const node = () => other.messaging.getParticipantByName('node');
    await eventually('attributes change', () => node()?.getAttribute('colour') === 'red');
    assert.equal(got.filter((one) => one.who === 'node' && one.type === 'all').length, 0);
    const lost = await failure(
        room.invoke({
            toolkit: 'messaging',
            tool: 'send',
            arguments: { to_participant_id: 'x', type: 't', message_json: '{}' },
        }),
    );
    assert.equal(lost.message, 'the participant was not found');
    assert.equal(lost.code, 1003);
    other.dispose();
    await eventually('who left is gone', () => names(room) === 'classic,current');
    room.dispose();
};
