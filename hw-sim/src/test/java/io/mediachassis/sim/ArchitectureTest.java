package io.mediachassis.sim;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.mediachassis.backplane.clock.SystemClock;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The rules of the shape that ARCHITECTURE.md states, held over every class of the product. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.mediachassis");

    /** Packages that decide and therefore own no thread, socket, file or clock. */
    private static final String[] PURE = {
        "io.mediachassis.controller.election..", "io.mediachassis.controller.cooling..", "io.mediachassis.blade.role..",
        "io.mediachassis.blade.nvod..",
        "io.mediachassis.backplane.term..", "io.mediachassis.sim.console.receive..",
        "io.mediachassis.backplane.registry..", "io.mediachassis.controller.headend.registry",
    };

    private static void check(ArchRule rule) {
        rule.check(CLASSES);
    }

    @Test
    void bladeControllerAndSnmpKnowOnlyTheProtocol() {
        check(layer("io.mediachassis.blade..", "io.mediachassis.controller..", "io.mediachassis.snmp.."));
        check(layer("io.mediachassis.controller..", "io.mediachassis.blade..", "io.mediachassis.snmp.."));
        check(layer("io.mediachassis.snmp..", "io.mediachassis.blade..", "io.mediachassis.controller.."));
        check(layer(
                "io.mediachassis.backplane..",
                "io.mediachassis.blade..",
                "io.mediachassis.controller..",
                "io.mediachassis.snmp.."));
    }

    @Test
    void nobodyKnowsTheSimulator() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("io.mediachassis.sim..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.mediachassis.sim.."));
    }

    @Test
    void onlyTheSystemClockReadsTheTime() {
        check(noClasses()
                .that()
                .areNotAssignableTo(SystemClock.class)
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDateTime.class, "now")
                .orShould()
                .callMethod(ZonedDateTime.class, "now")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .because("one clock enters at the top; decisions take nowNs"));
    }

    @Test
    void nothingSleeps() {
        check(noClasses().should().callMethod(Thread.class, "sleep", long.class));
    }

    @Test
    void decisionsArePure() {
        check(noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.net..", "java.nio.file..", "java.nio.channels..", "java.io..", "io.netty..",
                        "java.util.concurrent..", "io.mediachassis.backplane.clock..", "io.mediachassis.backplane.link..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class));
    }

    @Test
    void theCertificateLibraryStaysInTheController() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("io.mediachassis.controller.ca..", "io.mediachassis.controller.headend.auth..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bouncycastle.."));
    }

    @Test
    void databasesAreKnownToTheStoresAlone() {
        check(noClasses()
                .that()
                // The bench has the bare clients as peers.
                .resideOutsideOfPackages("io.mediachassis.controller.headend.registry.store..",
                        "io.mediachassis.controller.headend.auth..",
                        "io.mediachassis.controller.headend.content..", "io.mediachassis.controller.headend.database..",
                        "io.mediachassis.controller.headend.metadata.store..",
                        "io.mediachassis.sim.bench..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.jdbi..", "org.sqlite..", "org.postgresql..", "io.etcd.."));
    }

    @Test
    void packagesAreNamedByWhatTheyHold() {
        Set<String> drawers = Set.of("util", "utils", "impl", "common", "manager", "misc", "helper", "helpers");
        Set<String> found = CLASSES.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> List.of(name.split("\\.")).stream().anyMatch(drawers::contains))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), found);
    }

    @Test
    void everyPackageSaysInOneSentenceWhatItIs() {
        Set<String> packages = CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
        Set<String> described = CLASSES.stream()
                .filter(c -> c.getSimpleName().equals("package-info"))
                .map(JavaClass::getPackageName)
                .collect(Collectors.toSet());
        packages.removeIf(name -> name.endsWith(".proto") || described.contains(name));
        assertEquals(Set.of(), packages);
        assertTrue(described.size() > 10, "the import found only " + described);
    }

    private static ArchRule layer(String layer, String... forbidden) {
        return noClasses().that().resideInAPackage(layer).should().dependOnClassesThat().resideInAnyPackage(forbidden);
    }
}
