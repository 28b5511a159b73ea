package dev.taskrunner.room;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.protocol.RoomReady;
import dev.taskrunner.wire.JsonFields;

/** Tokens for further connections under other names: from the token source if it can, else from the server if it does. */
final class FurtherTokens {
    private FurtherTokens() {}

    static String token(RoomLink primary, String name) {
        try {
            return primary.options().tokens().token(name);
        } catch (TokenException e) {
            if (!primary.handshake().offers(RoomReady.TOKEN)) {
                throw new TaskException(
                        ErrorCode.DENIED,
                        "no token for '" + name + "': connect with an API key or a secret instead of a token, "
                                + "or serve the runner under the token's own name",
                        e);
            }
        }
        String token = primary.request(
                        MessageType.TOKEN,
                        JsonFields.builder().put("name", name).build())
                .string("token");
        if (token == null) {
            throw new TaskException(ErrorCode.INVALID_RESPONSE, "the room gave no token for '" + name + "'");
        }
        return token;
    }
}
