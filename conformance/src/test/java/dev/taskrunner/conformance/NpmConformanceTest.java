package dev.taskrunner.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The published clients of the current generation for Node, each scenario in a process of its own. */
class NpmConformanceTest {
    private static final List<String> VERSIONS = List.of("0.35.8", "0.39.9");

    @Test
    @DisplayName("Node is there with the packages; otherwise all scenarios are skipped, and this test says so")
    void nodeIsThere() throws Exception {
        Optional<String> missing = Node.missing();
        missing.ifPresent(why -> System.out.println("Conformance with npm packages is skipped: " + why));
        assumeTrue(missing.isEmpty(), missing.orElse(""));
    }

    @TestFactory
    List<DynamicTest> scenarios() throws Exception {
        assumeTrue(Node.missing().isEmpty(), "skipped, see above");
        Baseline baseline = Baseline.read(Path.of("baseline.txt"));
        List<DynamicTest> tests = new ArrayList<>();
        for (String version : VERSIONS) {
            for (Map.Entry<String, Scenario> one : Scenarios.all().entrySet()) {
                tests.add(DynamicTest.dynamicTest(
                        version + " " + one.getKey(), () -> check(baseline, version, one.getKey(), one.getValue())));
            }
        }
        return tests;
    }

    private static void check(Baseline baseline, String version, String name, Scenario scenario) throws Exception {
        AssertionError failure = null;
        try (Stage stage = new Stage(version, name)) {
            scenario.play(stage);
        } catch (AssertionError e) {
            failure = e;
        }
        baseline.judge(version, name, failure);
    }

    @Test
    void everyLineOfTheBaselineIsAboutSomething() throws Exception {
        Baseline baseline = Baseline.read(Path.of("baseline.txt"));
        long about = VERSIONS.stream()
                .flatMap(version ->
                        Scenarios.all().keySet().stream().map(scenario -> baseline.reason(version, scenario)))
                .filter(java.util.Objects::nonNull)
                .count();
        assertThat(about).isEqualTo(baseline.size());
    }
}
