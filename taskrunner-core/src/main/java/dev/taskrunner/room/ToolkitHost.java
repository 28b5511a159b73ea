package dev.taskrunner.room;

import dev.taskrunner.Cancellation;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Progress;
import dev.taskrunner.Registration;
import dev.taskrunner.StreamTool;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.Tool;
import dev.taskrunner.ToolContext;
import dev.taskrunner.Toolkit;
import dev.taskrunner.protocol.ContentCodec;
import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.protocol.Extension;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.protocol.ProgressNotice;
import dev.taskrunner.protocol.RegisterToolkit;
import dev.taskrunner.protocol.RoomReady;
import dev.taskrunner.protocol.StreamTerms;
import dev.taskrunner.protocol.ToolCall;
import dev.taskrunner.protocol.ToolInfo;
import dev.taskrunner.protocol.ToolSpecs;
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
    private final ToolStreams streams;
    private final WorkQueue queue;
    private final Map<String, Toolkit> served = new ConcurrentHashMap<>();

    ToolkitHost(RoomLink link, Jobs jobs, CallContexts contexts, ToolStreams streams) {
        this.link = link;
        this.jobs = jobs;
        this.contexts = contexts;
        this.streams = streams;
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
        HostedStream stream = streams.begin(connection, message.id(), StreamTerms.read(body.json()), tool(name, call));
        Job<ToolContext> job = new Job<>(
                cancellation,
                () -> new Job.Call<>(
                        contexts.builder(incoming, CallContexts.delegation(call.extension()), cancellation, progress)
                                .tool(),
                        CallContexts.input(call.arguments())),
                (context, input) -> CompletableFuture.completedFuture(run(name, call, context, input, stream)),
                (result, error) -> answer(connection, message.id(), stream, result, error));
        if (stream != null) {
            cancellation.onCancel(() -> stream.cancelled(reason(cancellation)));
        }
        start(connection, message.id(), job, stream, limit);
    }

    private static TaskException reason(Cancellation cancellation) {
        TaskException why = cancellation.reason();
        return why == null ? new TaskException(ErrorCode.CANCELLED, "nobody waits any more") : why;
    }

    private void start(
            RoomConnection connection,
            long id,
            Job<ToolContext> job,
            @Nullable HostedStream stream,
            @Nullable Duration limit) {
        jobs.add(connection, id, job);
        if (!queue.offer(job)) {
            streams.forget(stream);
            refuse(connection, id);
            return;
        }
        if (limit != null) {
            TaskException late = new TaskException(ErrorCode.TIMED_OUT, "not done within " + limit.toMillis() + " ms");
            Runnable end = () -> Futures.hop(link.control(), () -> job.cancel(late));
            job.deadline(link.options().timer().schedule(limit, end));
        }
    }

    private void refuse(RoomConnection connection, long id) {
        jobs.remove(connection, id);
        TaskException busy = new TaskException(ErrorCode.AGENT_BUSY, "this participant's toolkits are busy");
        connection.pushNow(id, MessageType.TOOL_CALL_RESPONSE, ContentCodec.error(ErrorInfo.of(busy)));
    }

    private TaskResult run(
            String name, ToolCall call, ToolContext context, TaskInput input, @Nullable HostedStream stream) {
        if (stream == null) {
            return toolkit(name).invoke(context, call.name(), input);
        }
        stream.checkMode();
        toolkit(name).stream(context, call.name(), input, stream);
        return TaskResult.empty();
    }

    /** The tool that is called, if it is here. */
    private @Nullable Tool tool(String toolkit, ToolCall call) {
        Toolkit found = served.get(toolkit);
        return found == null ? null : found.tool(call.name()).orElse(null);
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
            RoomConnection connection,
            long id,
            @Nullable HostedStream stream,
            @Nullable TaskResult result,
            @Nullable TaskException error) {
        jobs.remove(connection, id);
        if (stream == null) {
            answer(connection, id, result, error);
        } else {
            streams.finish(stream, error);
        }
    }

    private void answer(
            RoomConnection connection, long id, @Nullable TaskResult result, @Nullable TaskException error) {
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
                tools.put(tool.name(), described(tool));
            }
            RegisterToolkit request = new RegisterToolkit(
                    toolkit.name(), toolkit.title(), toolkit.description(), isPublic, null, tools.build());
            boolean streams = toolkit.tools().stream().anyMatch(StreamTool.class::isInstance);
            JsonFields json = JsonFields.builder()
                    .putAll(request.json())
                    .putIfPresent(Extension.MEMBER, streams ? JsonFields.EMPTY : null)
                    .build();
            String given = link.request(MessageType.REGISTER_TOOLKIT, json).string("id");
            id = given == null ? "" : given;
        }

        private static JsonFields described(Tool tool) {
            RawJson schema = RawJson.of(tool.inputSchema().asMap());
            JsonFields plain = new ToolInfo(tool.name(), tool.title(), tool.description(), schema, null).json();
            if (!(tool instanceof StreamTool streaming)) {
                return plain;
            }
            RawJson given =
                    tool.outputSchema().map(one -> RawJson.of(one.asMap())).orElse(null);
            JsonFields input = streaming.takesStream() ? ToolSpecs.ofStream(schema) : ToolSpecs.ofSchema(schema);
            return JsonFields.builder()
                    .putAll(plain)
                    .putIfPresent("input_spec", input)
                    .put("output_spec", ToolSpecs.ofStream(given))
                    .build();
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
