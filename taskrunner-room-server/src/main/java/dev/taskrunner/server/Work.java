package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.Contents;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a worker is asked to do, in the words of neither generation. The arguments are bare, as the classic generation has them, or
 * content, as the current one has; each becomes the other only for a worker of the other.
 *
 * @param toolkit the toolkit's name; the runner's for an ask
 * @param tool the tool's name
 * @param bare the arguments of a classic caller; null from a current one
 * @param content the arguments of a current caller; null from a classic one
 * @param lentToolkits the toolkits that the worker may use on the caller's account
 * @param callerContext passed on untouched; null for nothing
 * @param original the message of the caller, for its attachment and envelope
 */
record Work(
        String toolkit,
        String tool,
        @Nullable RawJson bare,
        @Nullable JsonFields content,
        List<RawJson> lentToolkits,
        @Nullable RawJson callerContext,
        Body original) {

    /** The arguments for a worker that knows only objects. */
    RawJson bareArguments() {
        if (bare != null) {
            return bare;
        }
        try {
            return Contents.arguments(content == null ? JsonFields.EMPTY : content);
        } catch (WireException e) {
            throw new TaskException(ErrorCode.INVALID_REQUEST, String.valueOf(e.getMessage()), e);
        }
    }

    /** The arguments for a worker that knows content. */
    JsonFields contentArguments() {
        if (content != null) {
            return content;
        }
        return Contents.json(bare == null ? RawJson.EMPTY_OBJECT : bare);
    }
}
