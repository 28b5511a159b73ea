package dev.taskrunner.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Every example, run as its reader would, and what it prints. */
class ExamplesTest {

    @Test
    @DisplayName("the smallest runner greets its caller by name")
    void greeting() {
        assertThat(printedBy(Greeting::main)).containsExactly("{\"greeting\":\"Hello, alice!\"}");
    }

    @Test
    @DisplayName("a runner with schemas adds, and refuses bad arguments with pointers")
    void addNumbers() {
        List<String> lines = printedBy(AddNumbers::main);
        assertThat(lines.get(0)).isEqualTo("Sum[sum=3]");
        assertThat(lines.get(1)).startsWith("INVALID_ARGUMENTS");
        assertThat(lines).anyMatch(line -> line.contains("/a")).anyMatch(line -> line.contains("/b"));
    }

    @Test
    @DisplayName("own, required and caller-supplied tools are used in that order")
    void toolkits() {
        assertThat(printedBy(Toolkits::main)).containsExactly("[HELLO]", "*[HELLO]*");
    }

    @Test
    @DisplayName("a caller lists, hears of progress in order, and asks two at once")
    void caller() {
        assertThat(printedBy(Caller::main))
                .containsExactly(
                        "counter: Counts to three",
                        "progress: 1",
                        "progress: 2",
                        "progress: 3",
                        "counted to three",
                        "counted to three and counted to three");
    }

    @Test
    @DisplayName("a plain service class is served and asked through its own interface")
    void plainFunctions() {
        assertThat(printedBy(PlainFunctions::main))
                .containsExactly("820", "900", "Optional[350]", "Welcome, alice!", "INVALID_ARGUMENTS: /lines/0/cents");
    }

    @Test
    @DisplayName("a LangChain4j agent is wrapped unchanged: text in, two translations out")
    void existingAgent() {
        String answer = "{\"french\":\"Bonjour\",\"spanish\":\"Buenos días\"}";
        assertThat(printedBy(args -> ExistingAgent.run(Models.choose(Map.of(), answer))))
                .containsExactly("Translations[french=Bonjour, spanish=Buenos días]");
    }

    @Test
    @DisplayName("an agentic workflow is wrapped unchanged: its arguments are what its agents need")
    void existingWorkflow() {
        assertThat(printedBy(args -> ExistingWorkflow.run(Models.choose(Map.of(), "a draft", "a story"))))
                .containsExactly("[topic, style]", "a story");
    }

    @Test
    @DisplayName("with a key the model is OpenAI's")
    void models() {
        assertThat(Models.choose(Map.of("OPENAI_API_KEY", "sk-x"), "unused"))
                .isInstanceOf(dev.langchain4j.model.openai.OpenAiChatModel.class);
    }

    @Test
    @DisplayName("a model with a record for its answer summarises a text")
    void summariser() {
        assertThat(printedBy(args -> Summariser.run(Summariser.SCRIPTED)))
                .containsExactly("Tea spreads from China", "- Monks took it to Japan", "- Ships took it to Europe");
    }

    @Test
    @DisplayName("a model extracts what the caller's schema asks for, and a schema that is none is refused")
    void extraction() {
        assertThat(printedBy(args -> Extraction.run(Extraction.SCRIPTED)))
                .containsExactly("Ada sends 1.5 kg", "INVALID_ARGUMENTS: /output_schema");
    }

    @Test
    @DisplayName("a model uses a tool of the room and one of the caller")
    void llmTools() {
        List<String> lines = printedBy(args -> LlmTools.run(LlmTools.SCRIPTED));
        assertThat(lines)
                .contains("… calling tool weather", "… calling tool umbrella")
                .last()
                .isEqualTo("It is sunny, and you have one umbrella.");
    }

    @Test
    @DisplayName("a chatbot uses a wrapped agent as a tool")
    void chatWithTranslator() {
        assertThat(printedBy(args -> ChatWithTranslator.run(
                        ChatWithTranslator.SCRIPTED_TRANSLATOR, ChatWithTranslator.SCRIPTED_CHATBOT)))
                .containsExactly("The translator says {\"french\":\"bonjour\",\"spanish\":\"hola\"}");
    }

    @Test
    @DisplayName("a team of three levels: the workers' progress and answers reach the chatbot")
    void team() {
        List<String> lines = printedBy(args ->
                Team.run(Team.scripted("{\"prompt\":\"A day in Paris\"}"), Team.scripted("{\"city\":\"Paris\"}")));
        assertThat(lines)
                .contains("… planner → weather: looking at Paris", "… planner → sights: looking at Paris")
                .last()
                .isEqualTo("It will be sunny. See the river.");
    }

    @Test
    @DisplayName("any LangChain4j chatbot calls a runner; the same function as a tool")
    void anyChatbot() {
        assertThat(printedBy(args -> AnyChatbot.run(AnyChatbot.SCRIPTED)))
                .containsExactly("The answer is {\"sum\":42}", "{\"sum\":3}");
    }

    private static List<String> printedBy(Consumer<String[]> example) {
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            example.accept(new String[0]);
        } finally {
            System.setOut(console);
        }
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
