package dev.taskrunner.llm.loop;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.PartialToolCallContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Waits for the answer of a model that streams. */
final class StreamingCaller implements ModelCaller {
    private final StreamingChatModel model;

    StreamingCaller(StreamingChatModel model) {
        this.model = model;
    }

    @Override
    public ChatResponse call(ChatRequest request, Consumer<String> text) throws Exception {
        Answer answer = new Answer(text);
        model.chat(request, answer);
        try {
            return answer.whole.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception failure) {
                throw failure;
            }
            throw e;
        } finally {
            answer.stop();
        }
    }

    /**
     * Collects one answer. The model's threads call the {@code on…} methods, the waiting thread {@link #stop}; {@code this}
     * guards both fields. After {@link #stop} no text goes out, and the first sign of life ends the stream.
     */
    private static final class Answer implements StreamingChatResponseHandler {
        private final CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
        private final Consumer<String> text;
        private @Nullable StreamingHandle handle;
        private boolean stopped;

        Answer(Consumer<String> text) {
            this.text = text;
        }

        /** Whether nobody wants the answer any more. */
        private synchronized boolean isUnwanted(StreamingHandle stream) {
            handle = stream;
            if (stopped) {
                stream.cancel();
            }
            return stopped;
        }

        private synchronized boolean isStopped() {
            return stopped;
        }

        void stop() {
            StreamingHandle stream;
            synchronized (this) {
                stopped = true;
                stream = handle;
            }
            if (stream != null && !whole.isDone()) {
                stream.cancel();
            }
        }

        @Override
        public void onPartialResponse(String partial) {
            if (!isStopped()) {
                text.accept(partial);
            }
        }

        @Override
        public void onPartialResponse(PartialResponse partial, PartialResponseContext context) {
            if (!isUnwanted(context.streamingHandle())) {
                onPartialResponse(partial.text());
            }
        }

        @Override
        public void onPartialThinking(PartialThinking partial, PartialThinkingContext context) {
            isUnwanted(context.streamingHandle());
        }

        @Override
        public void onPartialToolCall(PartialToolCall partial, PartialToolCallContext context) {
            isUnwanted(context.streamingHandle());
        }

        @Override
        public void onCompleteResponse(ChatResponse response) {
            whole.complete(response);
        }

        @Override
        public void onError(Throwable error) {
            whole.completeExceptionally(error);
        }
    }
}
