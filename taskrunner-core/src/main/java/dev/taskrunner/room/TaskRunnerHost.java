package dev.taskrunner.room;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskrunner.Agents;
import dev.taskrunner.Cancellation;
import dev.taskrunner.ChatContext;
import dev.taskrunner.Content;
import dev.taskrunner.Delegation;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Progress;
import dev.taskrunner.Registration;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.protocol.AskDelivery;
import dev.taskrunner.protocol.AskResponse;
import dev.taskrunner.protocol.ContentCodec;
import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.protocol.ProgressNotice;
import dev.taskrunner.protocol.RoomReady;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves one runner over one link: registers it, runs its tasks within its limits, answers each exactly once.
 *
 * <p>Deliveries come on the transport's thread, which only admits them; tasks run on the room's executor.
 */
final class TaskRunnerHost implements Registration {
    private static final Duration LEAVING = Duration.ofSeconds(3);
    private static final Logger LOG = LoggerFactory.getLogger(TaskRunnerHost.class);

    private final RoomLink link;
    private final TaskRunner runner;
    private final TaskSpec spec;
    private final Jobs jobs;
    private final WorkQueue queue;
    private final CallContexts contexts;
    private final TaskToolkits toolkits;
    private final Runnable registering = this::register;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Runnable whenStopped;

    /** The id that the room gave the registration; changes with each connection. */
    private volatile String registrationId = "";

    TaskRunnerHost(RoomServices services, TaskRunner runner, String name, Runnable whenStopped) {
        this.link = services.link();
        this.runner = runner;
        this.spec = runner.spec().withName(name);
        this.jobs = services.jobs();
        this.contexts = services.contexts();
        this.toolkits = new TaskToolkits(services.toolkits(), spec);
        this.queue = new WorkQueue(link.executor(), spec.maxConcurrentTasks(), spec.maxQueuedTasks());
        this.whenStopped = whenStopped;
    }

    void start() {
        link.on(MessageType.ASK, this::onAsk);
        // Before it is sent: a connection that is lost in between must not forget it.
        link.onReconnected(registering);
        try {
            register();
        } catch (TaskException e) {
            link.forgetReconnected(registering);
            throw e;
        }
        runner.served(this);
    }

    private void register() {
        JsonFields.Builder metadata = JsonFields.builder();
        spec.toMap().forEach(metadata::put);
        String id = link.request(MessageType.REGISTER_AGENT, metadata.build()).string("id");
        registrationId = id == null ? "" : id;
    }

    @Override
    public String name() {
        return spec.name();
    }

    private void onAsk(RoomConnection connection, Message message) throws WireException {
        Body body = message.body();
        AskDelivery delivery = AskDelivery.read(body.json());
        String taskId = delivery.taskId();
        Cancellation cancellation = new Cancellation();
        Duration limit = limit(delivery);
        CallContexts.Incoming call = new CallContexts.Incoming(
                delivery.callerId(),
                delivery.onBehalfOfId(),
                delivery.extension(),
                body,
                contexts.deadline(limit),
                taskId);
        Job<TaskContext> job = new Job<>(
                cancellation,
                () -> prepare(connection, delivery, call, cancellation),
                runner::run,
                (result, error) -> answer(connection, taskId, result, error));
        jobs.add(connection, taskId, job);
        if (!queue.offer(job)) {
            jobs.remove(connection, taskId);
            TaskException busy = new TaskException(
                    ErrorCode.AGENT_BUSY,
                    stopped.get()
                            ? "agent '" + spec.name() + "' is stopping"
                            : "agent '" + spec.name() + "' is busy: " + spec.maxConcurrentTasks() + " tasks run and "
                                    + spec.maxQueuedTasks() + " wait");
            connection.pushNow(connection.nextId(), MessageType.ASK_RESPONSE, Body.of(failure(taskId, busy)));
            return;
        }
        if (limit != null) {
            job.deadline(link.options()
                    .timer()
                    .schedule(
                            limit,
                            () -> Futures.hop(
                                    link.control(),
                                    () -> job.cancel(new TaskException(
                                            ErrorCode.TIMED_OUT, "not done within " + limit.toMillis() + " ms")))));
        }
    }

    private @Nullable Duration limit(AskDelivery delivery) {
        Long millis = delivery.extension().timeoutMillis();
        Duration asked = millis == null ? null : Duration.ofMillis(Math.max(0, millis));
        Duration own = spec.timeout().orElse(null);
        if (asked == null || own == null) {
            return asked == null ? own : asked;
        }
        return asked.compareTo(own) < 0 ? asked : own;
    }

    /** The contract's steps 1 and 2; the rest is {@link TaskRunner#run}. */
    private Job.Call<TaskContext> prepare(
            RoomConnection connection, AskDelivery delivery, CallContexts.Incoming call, Cancellation cancellation) {
        Delegation delegation = CallContexts.delegation(delivery.extension()).enter(spec.name());
        refuseCircle(delegation);
        var builder = contexts.builder(
                call, delegation, cancellation, progress -> report(connection, delivery.taskId(), progress));
        String target = delivery.onBehalfOfId() == null ? delivery.callerId() : delivery.onBehalfOfId();
        ChatContext chat = runner.initChatContext();
        if (CallContexts.plain(delivery.context()) instanceof Map<?, ?> before) {
            chat.addAll(before);
        }
        TaskContext context = builder.task(chat, toolkits.resolve(target, delivery.toolkits()));
        return new Job.Call<>(context, CallContexts.input(delivery.arguments()));
    }

    /** The server refuses these too; a server that lets them through must not start a circle here. */
    private void refuseCircle(Delegation delegation) {
        List<String> before = delegation.chain().subList(0, delegation.depth() - 1);
        if (!spec.reentrant() && before.contains(spec.name())) {
            throw new TaskException(
                    ErrorCode.DELEGATION_REFUSED,
                    "agent '" + spec.name() + "' is already part of this chain of asks and forbids re-entry (chain: "
                            + String.join(" -> ", delegation.chain()) + ")");
        }
    }

    private void report(RoomConnection connection, String taskId, Progress progress) {
        if (link.handshake().offers(RoomReady.PROGRESS)) {
            ProgressNotice notice = new ProgressNotice(null, taskId, null, ProgressNotice.body(progress));
            connection.push(MessageType.PROGRESS, notice.json());
        }
    }

    private void answer(
            RoomConnection connection, String taskId, @Nullable TaskResult result, @Nullable TaskException error) {
        jobs.remove(connection, taskId);
        Body body;
        try {
            body = response(taskId, result, error);
        } catch (TaskException | IllegalArgumentException e) {
            LOG.warn("a result of '{}' cannot be written", spec.name(), e);
            body = Body.of(failure(
                    taskId, new TaskException(ErrorCode.INVALID_RESPONSE, "the result, or its metadata, is not JSON")));
        }
        connection.answer(
                connection.nextId(), MessageType.ASK_RESPONSE, body, tooLarge -> Body.of(failure(taskId, tooLarge)));
    }

    private static Body response(String taskId, @Nullable TaskResult result, @Nullable TaskException error) {
        if (error != null || result == null) {
            TaskException failure = error == null ? new TaskException(ErrorCode.FAILED, "no result") : error;
            return Body.of(failure(taskId, failure));
        }
        RawJson answer = RawJson.of(result.as(JsonNode.class));
        ByteBuffer bytes =
                result.content() instanceof Content.File file ? file.data().buffer() : Body.NO_ATTACHMENT;
        return Body.of(
                AskResponse.success(taskId, answer, ContentCodec.answerExtension(result))
                        .json(),
                bytes);
    }

    private static JsonFields failure(String taskId, TaskException error) {
        return AskResponse.failure(taskId, ErrorInfo.of(error)).json();
    }

    /** Takes the runner back; what still runs may finish within the grace period. */
    @Override
    public void close() {
        if (!stopped.compareAndSet(false, true)) {
            return;
        }
        runner.withdrawn(this);
        link.forgetReconnected(registering);
        if (link.isOpen()) {
            unregister();
        }
        queue.close();
        if (!queue.awaitIdle(TimeUnit.MILLISECONDS.convert(link.options().gracePeriod()))) {
            jobs.cancelTasks(new TaskException(ErrorCode.CANCELLED, "agent '" + spec.name() + "' was stopped"));
        }
        whenStopped.run();
    }

    private void unregister() {
        try {
            Body request =
                    Body.of(JsonFields.builder().put("id", registrationId).build());
            // A room that hangs must not hold up who wants to leave: it takes the runner back when the connection ends.
            Duration most = link.options().requestTimeout();
            Agents.await(
                    link.start(MessageType.UNREGISTER_AGENT, request, most.compareTo(LEAVING) < 0 ? most : LEAVING));
        } catch (TaskException e) {
            LOG.debug("'{}' was not unregistered, the room does that itself: {}", spec.name(), e.getMessage());
        }
    }
}
