package dev.millrace.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// Holds the packages apart from each other.
@AnalyzeClasses(packages = "dev.millrace.standalone", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule shouldHaveNoCyclesBetweenPackages =
            slices().matching("dev.millrace.standalone.(**)").should().beFreeOfCycles();

    /// What commands share does not know them.
    @ArchTest
    static final ArchRule shouldKeepWhatCommandsShareOutOfCommands = noClasses()
            .that()
            .resideInAnyPackage(
                    "..run", "..cluster", "..model", "..option", "..output", "..experiment", "..export", "..dashboard")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.millrace.standalone", "dev.millrace.standalone.command");
}
