package dev.millrace.nn;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// Holds the room against its line in services/README.md, "Who may use whom".
@AnalyzeClasses(packages = "dev.millrace.nn", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomTest {
    /// The JDK without its files: `java.nio` is buffers, `java.nio.file` is not in it.
    @ArchTest
    static final ArchRule shouldUseTheJdkAloneAndNoFiles = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.millrace.nn..", "java.lang..", "java.math", "java.nio", "java.util..", "org.jspecify..");
}
