package dev.taskrunner.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.EvaluationResult;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds the main classes of all modules to the layers. LayersCheckerTest shows that the rules bite. */
class LayersTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/jmh_generated/"))
            .importPackages("dev.taskrunner");

    @Test
    void everyLayerKeepsToItself() {
        List<String> broken = Layers.rules().entrySet().stream()
                .map(rule -> new Named(rule.getKey(), rule.getValue().evaluate(CLASSES)))
                .filter(named -> named.result().hasViolation())
                .map(named -> Layers.describe(named.name(), named.result()))
                .toList();
        assertThat(broken).as(String.join("\n", broken)).isEmpty();
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(Packages.withoutNullMarked(CLASSES))
                .as("packages without @NullMarked in a package-info, where NullAway looks at nothing")
                .isEmpty();
    }

    @Test
    void everyPackageOnDiskIsLookedAt() {
        assertThat(Packages.of(CLASSES))
                .as("packages on the class path of house; a new module belongs into house/pom.xml")
                .containsAll(Packages.onDisk());
    }

    private record Named(String name, EvaluationResult result) {}
}
