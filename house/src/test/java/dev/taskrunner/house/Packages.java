package dev.taskrunner.house;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Questions about packages as a whole. */
final class Packages {

    private static final String NULL_MARKED = "org.jspecify.annotations.NullMarked";

    private Packages() {}

    /** Packages with classes but without {@code @NullMarked}, where NullAway looks at nothing. */
    static Set<String> withoutNullMarked(JavaClasses classes) {
        return classes.stream()
                .map(JavaClass::getPackage)
                .filter(Predicate.not(Packages::isNullMarked))
                .map(JavaPackage::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isNullMarked(JavaPackage place) {
        return place.tryGetPackageInfo()
                .map(info -> info.isAnnotatedWith(NULL_MARKED))
                .orElse(false);
    }

    static Set<String> of(JavaClasses classes) {
        return classes.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The packages of the main sources on disk. */
    static Set<String> onDisk() {
        String folder = "/src/main/java/";
        return Repository.sources().stream()
                .filter(file -> file.isMain() && file.path().contains(folder))
                .filter(file -> !file.simpleName().equals("package-info"))
                .map(file -> file.path().substring(file.path().indexOf(folder) + folder.length()))
                .map(path -> path.substring(0, path.lastIndexOf('/')).replace('/', '.'))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
