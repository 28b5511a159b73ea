package dev.taskrunner.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/one-ask.md} true. */
class OneAskTest {
    private static final Pattern STEP =
            Pattern.compile("^\\d+\\. \\[(\\w+)]\\(([^)]+)\\) `(\\w+)`[^⇝\\n]*(⇝)?$", Pattern.MULTILINE);

    private record Step(String name, String source, String method, boolean handsOver) {
        boolean declares() {
            // A declaration begins a member: indented once, and followed by its parameters.
            return Pattern.compile("^ {4}(?! )[^=;(]*\\b" + method + "\\(", Pattern.MULTILINE)
                    .matcher(source)
                    .find();
        }

        boolean calls(String other) {
            return Pattern.compile("\\b" + other + "\\(").matcher(source).find();
        }
    }

    @Test
    @DisplayName("every file and method of the walk exists, and each step calls the next")
    void walkIsTrue() throws IOException {
        List<Step> steps = steps(Files.readString(docs().resolve("one-ask.md")));
        assertThat(steps).hasSizeGreaterThan(20);
        List<String> lies = lies(steps);
        assertThat(lies).isEmpty();
    }

    @Test
    @DisplayName("a method that is not there, and a step that does not call the next, are noticed")
    void noticesLies() {
        Step one = new Step("One", "class One {\n    void go() {\n        other();\n    }\n}", "go", false);
        Step two = new Step("Two", "class Two {\n    void gone() {}\n}", "stop", true);
        assertThat(lies(List.of(one, two))).containsExactly("One.go does not call stop", "Two has no method stop");
    }

    private static List<String> lies(List<Step> steps) {
        List<String> lies = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (!step.declares()) {
                lies.add(step.name() + " has no method " + step.method());
            }
            if (!step.handsOver()
                    && i + 1 < steps.size()
                    && !step.calls(steps.get(i + 1).method())) {
                lies.add(step.name() + "." + step.method() + " does not call "
                        + steps.get(i + 1).method());
            }
        }
        return lies;
    }

    private static List<Step> steps(String walk) throws IOException {
        List<Step> steps = new ArrayList<>();
        Matcher matcher = STEP.matcher(walk);
        while (matcher.find()) {
            String source = Files.readString(docs().resolve(matcher.group(2)));
            steps.add(new Step(matcher.group(1), source, matcher.group(3), matcher.group(4) != null));
        }
        return steps;
    }

    private static Path docs() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
        }
        return folder.resolve("docs");
    }
}
