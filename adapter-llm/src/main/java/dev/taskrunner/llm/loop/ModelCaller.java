package dev.taskrunner.llm.loop;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.function.Consumer;

/** A model that answers on the calling thread, whether it streams or not. */
@FunctionalInterface
interface ModelCaller {

    /**
     * Asks the model.
     *
     * @param request the request
     * @param text hears the pieces of the answer, if the model streams
     * @return the whole answer
     * @throws InterruptedException if the thread is interrupted; the model is told to stop
     */
    ChatResponse call(ChatRequest request, Consumer<String> text) throws Exception;

    /** A model that answers at once; an interrupt ends its request. */
    static ModelCaller of(ChatModel model) {
        return (request, text) -> model.chat(request);
    }
}
