package dev.taskrunner.server;

import dev.taskrunner.room.ParticipantToken;

/**
 * As whom a participant owns secrets, and as whom it may use those of others. The name in a token that was given here proves
 * nothing, since whoever asks chooses it; such a token carries the identity of the one that asked. So a runner on a further
 * connection has its host's secrets, and may use what was delegated to its name, where the operator allows names of choice at all.
 * One that was called in by somebody has neither the caller's secrets nor those of the name it was given. Pure functions.
 */
final class Identity {
    /** The claim that marks tokens given by this server. */
    static final String DELEGATED = "taskrunner_delegated";

    private static final String CLAIM = "taskrunner_identity";
    private static final String CALLED = "called";

    private Identity() {}

    /** Whose secrets are its own. */
    static String of(ParticipantToken token) {
        Object own = token.extraClaims().get(CLAIM);
        return own instanceof String identity ? identity : token.name();
    }

    /** To whom secrets must be delegated for it to use them. */
    static String delegate(ParticipantToken token) {
        return CALLED.equals(token.extraClaims().get(DELEGATED)) ? of(token) : token.name();
    }

    /** For a further connection of the same participant. */
    static ParticipantToken.Builder same(ParticipantToken.Builder token, Session session) {
        return token.claim(DELEGATED, true).claim(CLAIM, session.identity);
    }

    /** For a service that a participant calls in. */
    static ParticipantToken.Builder called(ParticipantToken.Builder token, Session session, String name) {
        return token.claim(DELEGATED, CALLED).claim(CLAIM, name + " called by " + session.identity);
    }
}
