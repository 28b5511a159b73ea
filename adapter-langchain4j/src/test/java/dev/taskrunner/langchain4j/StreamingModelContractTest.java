package dev.taskrunner.langchain4j;

/** A bare model that gives tokens. */
class StreamingModelContractTest extends ChatModelContractTest {
    @Override
    LangChain4jTaskRunner runner(Model model) {
        return LangChain4jTaskRunner.of("model", model.pieces());
    }
}
