package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.AskRequest;
import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.protocol.Extension;
import dev.taskrunner.protocol.InvokeTool;
import dev.taskrunner.protocol.RunToolkit;
import dev.taskrunner.room.ApiScope;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One room: who is in it, what they offer, and what waits for an answer. Knows nothing of message names.
 *
 * <p>One lock per room guards all of its state, that of its books and of its sessions included. Sections under it are short: they
 * change state and queue messages at links; nothing is read from or written to the network, and no callback runs.
 */
final class RoomModel {
    final String name;
    final String sessionId = UUID.randomUUID().toString();
    final JobBoard jobs;
    final CallStreams streams;
    final Messenger messenger;
    final DocumentBook documents;
    final SecretBook secrets;
    final Prompts prompts;
    final RoomData data;
    final RoomTrace trace;
    final ToolkitWaits waits;

    private final Clock clock;
    private final Object lock = new Object();
    private final Map<String, Session> participants = new LinkedHashMap<>();
    private final AgentBook agents;
    private final ToolkitBook toolkits;

    RoomModel(String name, RoomServerOptions options, RoomData data, @Nullable Vault vault) {
        this.name = name;
        this.data = data;
        jobs = new JobBoard(lock, options);
        trace = new RoomTrace(options);
        streams = new CallStreams(lock, jobs);
        messenger = new Messenger(lock, participants, options.maxAttributeBytes);
        documents = new DocumentBook(lock, data, options.documents, new StoredSchemas(data.storage));
        secrets = new SecretBook(data, vault);
        prompts = new Prompts(options.timer);
        waits = new ToolkitWaits(options.timer);
        clock = options.timer.clock();
        agents = new AgentBook(options.maxRegistrations);
        toolkits = new ToolkitBook(options.maxRegistrations);
    }

    /** An ask or tool call that found who does it. */
    record OpenAsk(Job job, List<RegisteredToolkit> toolkits) {}

    /** Brings a participant in; the greeting is the first it hears. */
    void join(Session session, String roomUrl) {
        synchronized (lock) {
            session.roomUrl = roomUrl;
            session.dialect.greet(session, roomUrl);
            session.present = true;
            participants.put(session.id, session);
        }
    }

    /** Takes a participant out, with all it registered; whoever waited for it hears so. */
    void leave(Session session) {
        List<JobBoard.Taken> taken;
        synchronized (lock) {
            if (!session.present) {
                return;
            }
            session.present = false;
            session.gone = true;
            participants.remove(session.id);
            agents.removeAll(session);
            toolkits.removeAll(session);
            taken = jobs.takeAll(session);
            messenger.disable(session);
            documents.leave(session);
            trace.watch(session, false);
        }
        trace.abandoned(taken.stream().map(JobBoard.Taken::job).toList(), session);
        prompts.leave(session);
        waits.leave(session);
        jobs.afterLeaving(session, taken);
        List.copyOf(session.roomStreams.values()).forEach(RoomStream::gone);
        data.queues.leave(session);
        session.lane.addAlways(0, () -> data.storage.leave(session));
    }

    /** Answers everything that waits. */
    void failAll(ErrorInfo why) {
        for (Session session : participants()) {
            List<Job> waiting;
            synchronized (lock) {
                waiting = session.work.waitingFor();
            }
            waiting.forEach(job -> jobs.giveUp(job, why));
        }
    }

    /** Tells everybody who may read a file that it was written, or deleted; whoever did it, too. */
    void tellOfFile(Session by, StoredFile file, boolean deleted) {
        synchronized (lock) {
            for (Session each : participants.values()) {
                if (each.scope.mayRead(file.path())) {
                    each.send(each.dialect.fileChanged(each, file.path(), deleted, by.id));
                }
            }
        }
    }

    /** Tells everybody who may read one of both that a file was moved; clients of the classic generation hear it as two changes. */
    void tellOfMove(Session by, String from, String to) {
        synchronized (lock) {
            for (Session each : participants.values()) {
                if (each.scope.mayRead(from) && each.scope.mayRead(to)) {
                    each.dialect.fileMoved(each, from, to, by.id).forEach(each::send);
                }
            }
        }
    }

    List<Session> participants() {
        synchronized (lock) {
            return new ArrayList<>(participants.values());
        }
    }

    /** How many asks and tool calls wait for an answer. */
    int running() {
        synchronized (lock) {
            return participants.values().stream()
                    .mapToInt(session -> session.work.askedCount())
                    .sum();
        }
    }

    void register(Agent agent) {
        synchronized (lock) {
            checkPresent(agent.owner);
            agents.register(agent);
        }
        waits.registered();
    }

    void unregisterAgent(Session owner, String id) {
        synchronized (lock) {
            agents.unregister(owner, id);
        }
    }

    List<RawJson> listAgents() {
        synchronized (lock) {
            return agents.list();
        }
    }

    /** Takes a toolkit in, and the runner that it is, if it is one. */
    void register(RegisteredToolkit toolkit, @Nullable Agent runner) {
        synchronized (lock) {
            checkPresent(toolkit.owner);
            toolkits.register(toolkit);
            if (runner != null) {
                agents.register(runner);
            }
        }
        waits.registered();
    }

    void unregisterToolkit(Session owner, String id) {
        synchronized (lock) {
            agents.remove(toolkits.unregister(owner, id));
        }
    }

    /** What the requester sees, or with an id that participant. */
    List<RegisteredToolkit> listToolkits(Session requester, @Nullable String participantId) {
        synchronized (lock) {
            Session target = participantId == null ? requester : participant(participantId);
            return new ArrayList<>(toolkits.visibleTo(target).values());
        }
    }

    /**
     * What a participant of the current generation sees: what is public, and its own; or all that another participant has, chosen by
     * id or by name. Runners of the classic generation are among it.
     */
    Map<String, RawJson> listForCurrent(Session requester, @Nullable String id, @Nullable String participantName) {
        synchronized (lock) {
            Session target = id == null ? named(participantName) : participant(id);
            Map<String, RawJson> all = new LinkedHashMap<>(agents.asToolkits(target));
            Map<String, RegisteredToolkit> visible =
                    target == null ? toolkits.visibleTo(requester) : toolkits.of(target);
            visible.forEach((key, toolkit) ->
                    all.put(key, requester.current || requester.ours ? toolkit.currentListing : toolkit.oldListing));
            return all;
        }
    }

    private @Nullable Session named(@Nullable String participantName) {
        if (participantName == null) {
            return null;
        }
        return participants.values().stream()
                .filter(session -> session.name.equals(participantName))
                .findFirst()
                .orElseThrow(() -> new TaskException(
                        ErrorCode.UNKNOWN_PARTICIPANT, "participant '" + participantName + "' is not in the room"));
    }

    /** Chooses the runner for an ask and what it may use. */
    OpenAsk openAsk(Reply reply, AskRequest request, List<WantedToolkit> wanted, Job.Terms terms) {
        synchronized (lock) {
            Job.Order order = order(reply, request.extension(), terms, request.onBehalfOfId());
            Grant.USE_AGENTS.require(order.bounds());
            return open(order, agents.choose(request.agent()), wanted);
        }
    }

    private OpenAsk open(Job.Order order, Agent agent, List<WantedToolkit> wanted) {
        Session target = order.onBehalfOf() == null ? order.reply().session() : order.onBehalfOf();
        List<RegisteredToolkit> lent = new ArrayList<>();
        for (WantedToolkit one : agent.supportsTools ? wanted : List.<WantedToolkit>of()) {
            Grant.useToolkit(one.name()).require(order.bounds());
            lent.add(requiredToolkit(one, target));
        }
        Job job = jobs.openAsk(order, agent);
        trace.asked(job, order.onBehalfOf());
        return new OpenAsk(job, lent);
    }

    private Job.Order order(Reply reply, Extension extension, Job.Terms terms, @Nullable String onBehalfOfId) {
        Lineage lineage = jobs.lineage(reply.session(), extension);
        Session named = participantOrNull(onBehalfOfId);
        Session onBehalfOf = named == null ? lineage.principal() : named;
        return jobs.order(reply, extension, terms, lineage, onBehalfOf, lineage.bounds(reply.session(), onBehalfOf));
    }

    /** Whose rights bound a request beside the sender's own: nobody's, unless it says for whom it is made. */
    List<ApiScope> bounds(Session from, JsonFields request) {
        Extension said = Extension.read(request);
        String onBehalfOfId = request.string("on_behalf_of_id");
        if (onBehalfOfId == null && said.parent() == null) {
            return List.of();
        }
        synchronized (lock) {
            Lineage lineage = jobs.lineage(from, said);
            Session named = participantOrNull(onBehalfOfId);
            return lineage.bounds(from, named == null ? lineage.principal() : named);
        }
    }

    private RegisteredToolkit requiredToolkit(WantedToolkit wanted, Session target) {
        RegisteredToolkit toolkit = toolkits.find(wanted.name(), target);
        if (toolkit == null) {
            throw new TaskException(
                    ErrorCode.UNKNOWN_TOOL,
                    "the required toolkit '" + wanted.name() + "' is not in the room"
                            + (wanted.name().equals("agents")
                                    ? "; to lend the room's runners, register them as one"
                                    : ""));
        }
        toolkit.check(wanted.tools());
        return toolkit;
    }

    /**
     * Chooses the provider for a tool call. A call of a runner's tool is an ask, so that runners share the load, whoever asks.
     */
    OpenAsk openCall(Reply reply, InvokeTool request, List<WantedToolkit> wanted, Job.Terms terms) {
        synchronized (lock) {
            Job.Order order = order(reply, request.extension(), terms, request.onBehalfOfId());
            Grant.useToolkit(request.toolkit()).require(order.bounds());
            Session named = participantOrNull(request.participantId());
            RegisteredToolkit toolkit = provider(request, reply, named);
            Agent runner = toolkit == null || toolkit.isPublic ? runner(request, named) : null;
            if (runner != null) {
                return open(order, runner, wanted);
            } else if (toolkit == null) {
                boolean asked = request.tool().equals(RunToolkit.tool(request.toolkit()));
                throw new TaskException(
                        asked ? ErrorCode.UNKNOWN_AGENT : ErrorCode.UNKNOWN_TOOL,
                        "toolkit '" + request.toolkit() + "' is not in the room");
            } else if (!toolkit.has(request.tool())) {
                throw new TaskException(
                        ErrorCode.UNKNOWN_TOOL,
                        "toolkit '" + request.toolkit() + "' has no tool '" + request.tool() + "'");
            }
            Job job = jobs.openCall(order, toolkit);
            trace.called(job, request.toolkit(), request.tool(), order.onBehalfOf());
            return new OpenAsk(job, List.of());
        }
    }

    /** Finds the other end of a stream of messages, which is done like a call of a tool of it (current protocol §6.4). */
    Job openStream(Reply reply, JsonFields invoke, String to, Job.Terms terms) {
        synchronized (lock) {
            Job.Order order = order(reply, Extension.read(invoke), terms, invoke.string("on_behalf_of_id"));
            Grant.SEND.require(order.bounds());
            Session receiver = participants.get(to);
            if (receiver == null) {
                throw new TaskException(
                        ErrorCode.UNKNOWN_PARTICIPANT, reply.dialect().unknownParticipant(to));
            } else if (!receiver.dialect.streams()) {
                throw new TaskException(
                        ErrorCode.UNSUPPORTED,
                        "participant '" + receiver.name + "' speaks the classic generation, which has no such streams");
            }
            Job job = jobs.openStream(order, receiver);
            trace.called(job, StreamOpening.TOOLKIT, StreamOpening.TOOL, order.onBehalfOf());
            return job;
        }
    }

    /** In the current generation, who names a participant means what that one registered, and nothing else. */
    private @Nullable RegisteredToolkit provider(InvokeTool request, Reply reply, @Nullable Session named) {
        if (named != null && reply.dialect().addressesExactly()) {
            return toolkits.of(named).get(request.toolkit());
        }
        return toolkits.find(request.toolkit(), named == null ? reply.session() : named);
    }

    private @Nullable Agent runner(InvokeTool request, @Nullable Session named) {
        return request.tool().equals(RunToolkit.tool(request.toolkit())) ? agents.find(request.toolkit(), named) : null;
    }

    private @Nullable Session participantOrNull(@Nullable String id) {
        return id == null ? null : participant(id);
    }

    private Session participant(String id) {
        Session found = participants.get(id);
        if (found == null) {
            throw new TaskException(ErrorCode.UNKNOWN_PARTICIPANT, "participant '" + id + "' is not in the room");
        }
        return found;
    }

    /** The time by the server's clock. */
    Instant now() {
        return clock.instant();
    }

    boolean isPresent(Session session) {
        synchronized (lock) {
            return session.present;
        }
    }

    /** As whom a participant owns secrets; nobody's identity when it is not in the room. */
    String identityOf(String id) {
        synchronized (lock) {
            Session session = participants.get(id);
            return session == null ? "" : session.identity;
        }
    }

    /** A participant that is in the room. */
    Session present(String id) {
        synchronized (lock) {
            return participant(id);
        }
    }

    private static void checkPresent(Session session) {
        if (!session.present) {
            throw new TaskException(ErrorCode.CONNECTION_LOST, "the participant has left the room");
        }
    }
}
