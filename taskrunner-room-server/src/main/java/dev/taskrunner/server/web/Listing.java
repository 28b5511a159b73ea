package dev.taskrunner.server.web;

import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.ContentCodec;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.protocol.ParticipantInfo;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import io.netty.channel.Channel;

/** What a room has, asked for as any participant asks. Stateless but for its request. */
final class Listing {
    private final ApiParticipant participant;
    private final Channel channel;
    private final Target.Kind kind;

    private Listing(ApiParticipant participant, Target.Kind kind, Channel channel) {
        this.participant = participant;
        this.kind = kind;
        this.channel = channel;
    }

    static void start(ApiParticipant participant, Target.Kind kind, Channel channel) {
        channel.closeFuture().addListener(closed -> participant.leave());
        Listing listing = new Listing(participant, kind, channel);
        String type = switch (kind) {
            case AGENTS -> MessageType.LIST_AGENTS;
            case TOOLKITS -> MessageType.LIST_TOOLKITS;
            default -> MessageType.MESSAGING_ENABLE;
        };
        participant.request(type, Body.of(JsonFields.EMPTY), progress -> {}, listing::answer, listing::failed);
    }

    private void answer(Body body) {
        try {
            ContentCodec.read(body);
            Replies.last(channel, Replies.json(200, json(body).toRaw().toBytes()));
        } catch (TaskException e) {
            failed(e);
        }
    }

    private JsonFields json(Body body) {
        if (kind == Target.Kind.PARTICIPANTS) {
            var all = participant.roster().stream().map(ParticipantInfo::json).toList();
            return JsonFields.builder().put("participants", all).build();
        }
        JsonFields json = body.json().object("json");
        JsonFields found = json == null ? JsonFields.EMPTY : json;
        return kind == Target.Kind.TOOLKITS
                ? JsonFields.builder().put("toolkits", found.raw("tools")).build()
                : found;
    }

    private void failed(TaskException failure) {
        Replies.last(channel, Replies.problem(Problem.of(failure)));
    }
}
