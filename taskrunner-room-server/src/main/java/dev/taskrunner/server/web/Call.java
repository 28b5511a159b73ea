package dev.taskrunner.server.web;

import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.protocol.ParticipantInfo;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import io.netty.channel.Channel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One ask or tool call over HTTP. When the HTTP connection goes, the participant leaves, and with it what it asked for is
 * cancelled.
 *
 * <p>Owner: the request. Begins on the channel's event loop; goes on, one step at a time, on the participant's thread. Ends the
 * channel with the answer.
 */
final class Call {
    private final ApiParticipant participant;
    private final CallRequest request;
    private final Channel channel;
    private final @Nullable Events events;

    private Call(ApiParticipant participant, CallRequest request, Channel channel) {
        this.participant = participant;
        this.request = request;
        this.channel = channel;
        events = request.streams() ? new Events(channel) : null;
    }

    static void start(ApiParticipant participant, CallRequest request, Channel channel) {
        channel.closeFuture().addListener(closed -> participant.leave());
        Call call = new Call(participant, request, channel);
        if (request.onBehalfOf() == null) {
            call.send(null);
        } else {
            // Only who hears of others has a roster to find the name in.
            participant.request(
                    MessageType.MESSAGING_ENABLE,
                    Body.of(JsonFields.EMPTY),
                    progress -> {},
                    call::enabled,
                    call::failed);
        }
    }

    private void enabled(Body answer) {
        try {
            CallAnswer.read(answer, false);
            send(find(String.valueOf(request.onBehalfOf())));
        } catch (Problem e) {
            refuse(e);
        }
    }

    /** The id of whoever has that name; what is nobody's name goes to the room as an id, which knows everybody. */
    private String find(String nameOrId) throws Problem {
        List<String> found = participant.roster().stream()
                .filter(one -> one.name().equals(nameOrId))
                .map(ParticipantInfo::id)
                .toList();
        if (found.size() > 1) {
            throw Problem.bad("on_behalf_of: " + found.size() + " participants have the name '" + nameOrId
                    + "'; give the id of one");
        }
        return found.isEmpty() ? nameOrId : found.get(0);
    }

    private void send(@Nullable String onBehalfOfId) {
        participant.request(request.type(), request.body(onBehalfOfId), this::progress, this::answer, this::failed);
    }

    private void progress(JsonFields progress) {
        if (events != null) {
            events.progress(progress);
        }
    }

    private void answer(Body body) {
        try {
            CallAnswer answer = CallAnswer.read(body, request.isAsk());
            if (events == null) {
                Replies.last(channel, answer.response());
            } else {
                events.end("result", answer.event());
            }
        } catch (Problem e) {
            refuse(e);
        }
    }

    private void failed(TaskException failure) {
        refuse(Problem.of(failure));
    }

    private void refuse(Problem problem) {
        if (events == null) {
            Replies.last(channel, Replies.problem(problem));
        } else {
            events.end("error", problem.json());
        }
    }
}
