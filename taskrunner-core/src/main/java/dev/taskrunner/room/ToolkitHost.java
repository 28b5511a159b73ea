package dev.taskrunner.room;

import dev.taskrunner.Cancellation;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Progress;
import dev.taskrunner.Registration;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.Tool;
import dev.taskrunner.ToolContext;
import dev.taskrunner.Toolkit;
import dev.taskrunner.protocol.ContentCodec;
import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.protocol.ProgressNotice;
import dev.taskrunner.protocol.RegisterToolkit;
import dev.taskrunner.protocol.RoomReady;
import dev.taskrunner.protocol.ToolCall;
import dev.taskrunner.protocol.ToolInfo;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves this participant's toolkits to others: registers them, validates arguments, answers each call exactly once.
 *
 * <p>Calls come on the transport's thread, which only admits them; tools run on the room's executor.
 */
final class ToolkitHost {
    private static final Logger LOG = LoggerFactory.getLogger(ToolkitHost.class);
    private static final int MAX_RUNNING = 64;
    private static final int MAX_WAITING = 1024;

    private final RoomLink link;
    private final Jobs jobs;
    private final CallContexts contexts;
    private final WorkQueue queue;
    private final Map<String, Toolkit> served = new ConcurrentHashMap<>();

    ToolkitHost(RoomLink link, Jobs jobs, CallContexts contexts) {
        this.link = link;
        this.jobs = jobs;
        this.contexts = contexts;
        this.queue = new WorkQueue(link.executor(), MAX_RUNNING, MAX_WAITING);
        link.on(MessageType.TOOL_CALL_PREFIX, this::onCall);
    }

    Registration register(Toolkit toolkit, boolean isPublic) {
        if (served.putIfAbsent(toolkit.name(), toolkit) != null) {
            throw new TaskException(
                    ErrorCode.INVALID_REQUEST, "a toolkit named '" + toolkit.name() + "' is registered already");
        }
        ToolkitRegistration registration = new ToolkitRegistration(toolkit, isPublic);
        // Before it is sent: a connection that is lost in between must not forget it.
        link.onReconnected(registration.sending);
        try {
            registration.send();
        } catch (TaskException e) {
            link.forgetReconnected(registration.sending);
            served.remove(toolkit.name());
            throw e;
        }
        return registration;
    }

    private void onCall(RoomConnection connection, Message message) throws WireException {
        Body body = message.body();
        ToolCall call = ToolCall.read(body.json());
        String name = message.type().substring(MessageType.TOOL_CALL_PREFIX.length());
        Cancellation cancellation = new Cancellation();
        Long millis = call.extension().timeoutMillis();
        Duration limit = millis == null ? null : Duration.ofMillis(Math.max(0, millis));
        CallContexts.Incoming incoming = new CallContexts.Incoming(
                call.callerId(),
                call.onBehalfOfId(),
                call.extension(),
                body,
                contexts.deadline(limit),
                Long.toString(message.id()));
        Consumer<Progress> progress = report -> report(connection, message.id(), report);
        Job<ToolContext> job = new Job<>(
                cancellation,
                () -> new Job.Call<>(
                        contexts.builder(incoming, CallContexts.delegation(call.extension()), cancellation, progress)
                                .tool(),
                        CallContexts.input(call.arguments())),
                (context, input) ->
                        CompletableFuture.completedFuture(toolkit(name).invoke(context, call.name(), input)),
                (result, error) -> answer(connection, message.id(), result, error));
        jobs.add(connection, message.id(), job);
        if (!queue.offer(job)) {
            jobs.remove(connection, message.id());
            TaskException busy = new TaskException(ErrorCode.AGENT_BUSY, "toolkit '" + name + "' is busy");
            connection.pushNow(message.id(), MessageType.TOOL_CALL_RESPONSE, ContentCodec.error(ErrorInfo.of(busy)));
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

    private Toolkit toolkit(String name) {
        Toolkit toolkit = served.get(name);
        if (toolkit == null) {
            throw new TaskException(ErrorCode.UNKNOWN_TOOL, "toolkit '" + name + "' is not served here any more");
        }
        return toolkit;
    }

    private void report(RoomConnection connection, long id, Progress progress) {
        if (link.handshake().offers(RoomReady.PROGRESS)) {
            connection.push(
                    MessageType.PROGRESS, new ProgressNotice(null, null, id, ProgressNotice.body(progress)).json());
        }
    }

    private void answer(
            RoomConnection connection, long id, @Nullable TaskResult result, @Nullable TaskException error) {
        jobs.remove(connection, id);
        Body body;
        try {
            body = result != null && error == null
                    ? ContentCodec.write(result)
                    : ContentCodec.error(
                            ErrorInfo.of(error == null ? new TaskException(ErrorCode.FAILED, "no result") : error));
        } catch (TaskException | IllegalArgumentException e) {
            LOG.warn("the result of a tool cannot be written", e);
            body = ContentCodec.error(ErrorInfo.of(
                    new TaskException(ErrorCode.INVALID_RESPONSE, "the result, or its metadata, is not JSON")));
        }
        connection.answer(
                id, MessageType.TOOL_CALL_RESPONSE, body, tooLarge -> ContentCodec.error(ErrorInfo.of(tooLarge)));
    }

    private final class ToolkitRegistration implements Registration {
        private final Toolkit toolkit;
        private final boolean isPublic;
        private final Runnable sending = this::send;
        private volatile String id = "";

        ToolkitRegistration(Toolkit toolkit, boolean isPublic) {
            this.toolkit = toolkit;
            this.isPublic = isPublic;
        }

        void send() {
            JsonFields.Builder tools = JsonFields.builder();
            for (Tool tool : toolkit.tools()) {
                RawJson schema = RawJson.of(tool.inputSchema().asMap());
                tools.put(
                        tool.name(), new ToolInfo(tool.name(), tool.title(), tool.description(), schema, null).json());
            }
            RegisterToolkit request = new RegisterToolkit(
                    toolkit.name(), toolkit.title(), toolkit.description(), isPublic, null, tools.build());
            String given =
                    link.request(MessageType.REGISTER_TOOLKIT, request.json()).string("id");
            id = given == null ? "" : given;
        }

        @Override
        public String name() {
            return toolkit.name();
        }

        @Override
        public void close() {
            if (!served.remove(toolkit.name(), toolkit)) {
                return;
            }
            link.forgetReconnected(sending);
            if (!link.isOpen()) {
                return;
            }
            try {
                link.request(
                        MessageType.UNREGISTER_TOOLKIT,
                        JsonFields.builder().put("id", id).build());
            } catch (TaskException e) {
                LOG.debug("'{}' was not unregistered, the room does that itself: {}", name(), e.getMessage());
            }
        }
    }
}
