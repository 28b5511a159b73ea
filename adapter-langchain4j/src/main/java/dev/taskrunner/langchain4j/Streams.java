package dev.taskrunner.langchain4j;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.service.TokenStream;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.langchain4j.bridge.ResponseMetadata;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Waits for a stream of tokens, which are progress, and for the whole answer. The model's thread calls in; {@code done} and
 * {@code handle} are the only things both threads touch. Never blocks the model's thread.
 */
final class Streams {
    private final TaskContext context;
    private final CompletableFuture<ChatResponse> done = new CompletableFuture<>();
    private final AtomicReference<@Nullable StreamingHandle> handle = new AtomicReference<>();
    private final AtomicReference<@Nullable List<Content>> sources = new AtomicReference<>();

    Streams(TaskContext context) {
        this.context = context;
    }

    static TaskResult await(TaskContext context, TokenStream stream) throws Exception {
        Streams waiting = new Streams(context);
        stream.onRetrieved(waiting.sources::set)
                .onCompleteResponse(waiting::complete)
                .onError(waiting::fail);
        try {
            stream.onPartialResponseWithContext((part, more) -> waiting.partial(part.text(), more.streamingHandle()));
        } catch (UnsupportedOperationException e) {
            // A stream of somebody else's making, which cannot be stopped.
            stream.onPartialResponse(text -> waiting.partial(text, null));
        }
        return waiting.answer(stream::start);
    }

    /** Starts, and waits for the end. */
    TaskResult answer(Runnable start) throws Exception {
        Runnable forget = context.cancellation().onCancel(this::cancel);
        try {
            start.run();
            ChatResponse response = done.get();
            if (response.id() != null && response.finishReason() == null) {
                // A provider that says who it is also says why it stops; clients take a lost connection for the end.
                throw new TaskException(
                        ErrorCode.UNAVAILABLE,
                        "the model's provider broke off in the middle of its answer; try again later");
            }
            String text = response.aiMessage().text();
            TaskResult answer = TaskResult.of(Templates.restored(text == null ? "" : text));
            return ResponseMetadata.addSources(ResponseMetadata.add(answer, response), sources.get());
        } catch (InterruptedException e) {
            cancel();
            throw e;
        } finally {
            forget.run();
        }
    }

    void partial(String text, @Nullable StreamingHandle current) {
        handle.set(current);
        if (done.isCancelled()) {
            cancel();
        } else {
            context.progress(text);
        }
    }

    void complete(ChatResponse response) {
        done.complete(response);
    }

    void fail(Throwable error) {
        done.completeExceptionally(error);
    }

    private void cancel() {
        done.cancel(true);
        StreamingHandle current = handle.get();
        if (current != null) {
            current.cancel();
        }
    }
}
