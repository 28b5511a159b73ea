package dev.taskrunner.room;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskrunner.Attachment;
import dev.taskrunner.CallContext;
import dev.taskrunner.Cancellation;
import dev.taskrunner.Delegation;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Participant;
import dev.taskrunner.Progress;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskInput;
import dev.taskrunner.protocol.Extension;
import dev.taskrunner.protocol.ParticipantInfo;
import dev.taskrunner.protocol.TraceEnvelope;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Makes the context of a task or tool call of what came over the wire. */
final class CallContexts {
    private final RoomLink link;
    private final MessagingClient roster;
    private final AgentsClient agents;
    private final SecretsClient secrets;

    CallContexts(RoomLink link, MessagingClient roster, AgentsClient agents, SecretsClient secrets) {
        this.link = link;
        this.roster = roster;
        this.agents = agents;
        this.secrets = secrets;
    }

    /** What tasks and tool calls have in common on the wire; the id is the task's, or that of the tool call's push. */
    record Incoming(
            String callerId,
            @Nullable String onBehalfOfId,
            Extension extension,
            Body body,
            @Nullable Instant deadline,
            String id) {}

    /** When something that comes now must be done; null without a limit. */
    @Nullable
    Instant deadline(@Nullable Duration limit) {
        return limit == null ? null : link.options().timer().clock().instant().plus(limit);
    }

    /** The chain ends with who works on the call: with the agent's name, for a task. */
    CallContext.Builder builder(
            Incoming call, Delegation delegation, Cancellation cancellation, Consumer<Progress> progress) {
        Account account = new Account(call.id(), delegation);
        return CallContext.builder(participant(call.callerId(), call.extension().caller()))
                .onBehalfOf(
                        call.onBehalfOfId() == null
                                ? null
                                : participant(
                                        call.onBehalfOfId(), call.extension().onBehalfOf()))
                .attachment(
                        call.body().attachment().hasRemaining()
                                ? Attachment.wrap(call.body().attachment())
                                : null)
                .trace(TraceEnvelope.read(call.body().envelope()))
                .room(link.handshake().ready().roomName())
                .deadline(call.deadline(), link.options().timer().clock())
                .cancellation(cancellation)
                .delegation(delegation)
                .progress(call.extension().progress() ? quiet(progress) : ignored -> {})
                .agents(context -> agents.within(context, account))
                .secrets(secrets::forCall);
    }

    /** The arguments as a tree, parsed here and nowhere else. */
    static TaskInput input(RawJson arguments) {
        try {
            return TaskInput.of(arguments.as(JsonNode.class));
        } catch (WireException e) {
            throw new TaskException(ErrorCode.INVALID_ARGUMENTS, "unreadable arguments: " + e.getMessage(), e);
        }
    }

    static Delegation delegation(Extension extension) {
        Integer callsLeft = extension.callsLeft();
        return new Delegation(extension.chain(), callsLeft == null ? Delegation.DEFAULT_CALLS : callsLeft);
    }

    /** Each id is looked up for itself: what the server says first, then the roster. */
    private Participant participant(String id, @Nullable ParticipantInfo said) {
        if (said != null) {
            return of(said);
        }
        Optional<Participant> known = roster.participant(id);
        return known.orElseGet(() -> Participant.unknown(id));
    }

    static Participant of(ParticipantInfo info) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        for (String name : info.attributes().names()) {
            attributes.put(name, plain(info.attributes().raw(name)));
        }
        return new Participant(info.id(), info.name(), info.role(), attributes);
    }

    static @Nullable Object plain(@Nullable RawJson json) {
        try {
            return json == null ? null : json.value();
        } catch (WireException e) {
            LoggerFactory.getLogger(CallContexts.class).warn("unreadable value from the room: {}", e.getMessage());
            return null;
        }
    }

    /** Progress never fails the work that it is about. */
    private static Consumer<Progress> quiet(Consumer<Progress> progress) {
        return report -> {
            try {
                progress.accept(report);
            } catch (TaskException | IllegalArgumentException e) {
                LoggerFactory.getLogger(CallContexts.class).debug("progress not sent: {}", e.getMessage());
            }
        };
    }
}
