'use strict';
// current 18
module.exports = async ({ client, env, assert, reconnects }) => {
    // Refused handshakes end this client's process unless somebody listens.
    const crashes = [];
    process.on('uncaughtException', (error) => crashes.push(error));
    process.on('unhandledRejection', (error) => crashes.push(error));
    for (const token of [env.OTHER_TOKEN, 'no token at all']) {
        const room = client(token);
        const outcome = await new Promise((resolve) => {
            room.start({ onError: () => resolve('told'), onDone: () => resolve('told') }).then(
                () => resolve('let in'),
                (error) => resolve(error.message),
            );
            setTimeout(() => resolve('nothing'), 15_000);
        });
        assert.notEqual(outcome, 'let in');
        assert.notEqual(outcome, 'nothing');
        if (reconnects) {
            await assert.rejects(room.start(), undefined);
        }
    }
};
