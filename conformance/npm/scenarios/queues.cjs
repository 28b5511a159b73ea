'use strict';
// current 52
module.exports = async ({ join, assert, failure, say, env }) => {
    const room = await join();
    assert.equal((await failure(room.queues.send('none', { n: 0 }, { create: false }))).code, 5001);
    await room.queues.send('jobs', { n: 1 }, { create: true });
    await room.queues.send('jobs', { n: 2 }, { create: false });
    const jobs = (await room.queues.list()).find((one) => one.name === 'jobs');
    assert.equal(jobs.size, 2);
    assert.deepEqual(await room.queues.receive('jobs', { create: false, wait: false }), { n: 1 });
    await room.queues.drain('jobs');
    assert.equal(await room.queues.receive('jobs', { create: false, wait: false }), null);
    const other = await join(env.OTHER_TOKEN);
    const waiting = other.queues.receive('jobs', { create: false, wait: true });
    await room.queues.send('jobs', { n: 3 }, { create: false });
    assert.deepEqual(await waiting, { n: 3 });
    const fromJava = room.queues.receive('java', { create: true, wait: true });
    say('waiting');
    assert.deepEqual(await fromJava, { from: 'java' });
    await room.queues.send('node', { from: 'node' }, { create: true });
    await room.queues.close('jobs');
    assert.ok(!(await room.queues.list()).some((one) => one.name === 'jobs'));
    room.dispose();
    other.dispose();
};
