package dev.taskrunner.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds every Java file of the repository to the budgets. BudgetsCheckerTest shows that the budgets bite. */
class BudgetsTest {

    @Test
    void everyFileIsWithinTheBudgets() throws IOException {
        List<SourceFile> sources = Repository.sources();
        assertThat(sources).as("this very file at least").isNotEmpty();
        List<Finding> findings = Excuses.apply(exceptions(), Budgets.check(sources));
        assertThat(findings)
                .as(() -> findings.stream().map(Finding::toString).collect(Collectors.joining("\n", "\n", "\n")))
                .isEmpty();
    }

    private static String exceptions() throws IOException {
        try (InputStream in = BudgetsTest.class.getResourceAsStream("/exceptions.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
