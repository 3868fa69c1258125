package dev.millrace.datasets.table;

import static dev.millrace.datasets.table.TableFolder.input;
import static dev.millrace.datasets.table.TableFolder.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.TableColumn.Category;
import dev.millrace.datasets.TableColumn.Numeric;
import dev.millrace.datasets.TablePreparation;
import dev.millrace.datasets.Targets;
import dev.millrace.nn.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvSourceTest {
    private static final String NO_SPLIT = ", split: {validation: 0, test: 0}";

    @TempDir
    private Path folder;

    private TableFolder tables;

    @BeforeEach
    void tables() {
        tables = new TableFolder(folder);
    }

    private Dataset open(String options) {
        return tables.open("{csv: {file: 'houses.csv', " + options + NO_SPLIT + "}}");
    }

    @Test
    void shouldStandardiseNumbersAndGiveTextsAPlaceEach() {
        tables.write("houses.csv", "area,city,sold,price\n10,Zug,true,1.5\n20,Bern,false,2.5\n60,Zug,true,3\n");
        Dataset houses = open("target: 'price'");

        // Mean 30, squared deviations 400, 100 and 900: the variance of all is 1400 / 3.
        double deviation = Math.sqrt(1400 / 3.0);
        assertThat(houses.schema().inputs().shape()).isEqualTo(Shape.of(4));
        assertThat(houses.train().size()).isEqualTo(3);
        assertThat(input(houses, houses.train(), 0)).containsExactly((float) (-20 / deviation), 0, 1, 1);
        assertThat(input(houses, houses.train(), 1)).containsExactly((float) (-10 / deviation), 1, 0, 0);
        assertThat(input(houses, houses.train(), 2)).containsExactly((float) (30 / deviation), 0, 1, 1);
        assertThat(target(houses, houses.train(), 0)).containsExactly(1.5f);
        assertThat(target(houses, houses.train(), 2)).containsExactly(3);
        assertThat(houses.schema().preparation()).isInstanceOfSatisfying(TablePreparation.class, preparation -> {
            assertThat(preparation.columns().getFirst()).isInstanceOfSatisfying(Numeric.class, area -> {
                assertThat(area.mean()).isEqualTo(30);
                assertThat(area.deviation()).isEqualTo(deviation);
            });
            assertThat(preparation.columns().get(1))
                    .isInstanceOfSatisfying(
                            Category.class, city -> assertThat(city.values()).containsExactly("Bern", "Zug"));
        });
        assertThat(houses.schema().targets()).isInstanceOfSatisfying(Targets.Values.class, price -> {
            assertThat(price.columns()).containsExactly("price");
            assertThat(price.mean().getFirst()).isCloseTo(7 / 3.0, org.assertj.core.data.Offset.offset(1e-15));
        });
        assertThat(houses.name()).isEqualTo("houses.csv");
        assertThat(houses.notes())
                .containsExactly(
                        "houses.csv: 3 rows, 4 columns, divided by ',', with a header, numbers with a decimal point.",
                        "The input has 4 values. Numbers: area; True or false, as 1 or 0: sold; Texts, with a place for"
                                + " each value: city (2). Numbers are standardised.",
                        "Target: price, a number with mean 2.333 and standard deviation 0.6236. It is learnt as a"
                                + " number; task: classes tells its numbers apart instead.",
                        "3 rows to train with, 0 to validate with, 0 to test on.");
    }

    @Test
    void shouldSortTextLabelsAndNumericOnesAsNumbers() {
        tables.write("houses.csv", "x,kind,floors\n1,b,10\n2,a,9\n3,c,10\n");
        Dataset byKind = open("target: 'kind', ignore: 'floors'");
        assertThat(byKind.schema().targets()).isEqualTo(new Targets.Classes(3, List.of("a", "b", "c")));
        assertThat(List.of(label(byKind, 0), label(byKind, 1), label(byKind, 2)))
                .containsExactly(1, 0, 2);

        Dataset byFloors = open("target: 'floors', task: 'classes', columns: 'x'");
        assertThat(byFloors.schema().targets()).isEqualTo(new Targets.Classes(2, List.of("9", "10")));
        assertThat(List.of(label(byFloors, 0), label(byFloors, 1))).containsExactly(1, 0);
        assertThat(byFloors.notes()).contains("Left out: kind.");
    }

    private static int label(Dataset dataset, int index) {
        return dataset.train().label(index);
    }

    @Test
    void shouldTakeMoreThan256Classes() {
        StringBuilder csv = new StringBuilder("x,label\n");
        for (int i = 0; i < 600; i++) {
            csv.append(i).append(",c").append(i % 300).append('\n');
        }
        tables.write("houses.csv", csv.toString());
        Dataset dataset = open("target: 'label'");
        assertThat(dataset.schema().targets().bytes()).isEqualTo(4);
        // Sorted as texts: c0, c1, c10, c100, …; c299 is the 222nd of them.
        assertThat(dataset.train().label(1)).isEqualTo(1);
        assertThat(((Targets.Classes) dataset.schema().targets())
                        .name(dataset.train().label(299)))
                .isEqualTo("c299");
    }

    @Test
    void shouldDecideByTheTargetWhetherThereAreClasses() {
        StringBuilder csv = new StringBuilder("x,bit,grade,count,flag,rate\n");
        for (int i = 0; i < 40; i++) {
            csv.append(i)
                    .append(',')
                    .append(i % 2)
                    .append(',')
                    .append(i % 4)
                    .append(',')
                    .append(i % 5)
                    .append(',');
            csv.append(i % 3 == 0).append(',').append(i % 2 + 0.5).append('\n');
        }
        tables.write("houses.csv", csv.toString());
        assertThat(open("target: 'bit'").schema().targets()).isEqualTo(new Targets.Classes(2, List.of("0", "1")));
        assertThat(open("target: 'grade'").schema().targets())
                .isEqualTo(new Targets.Classes(4, List.of("0", "1", "2", "3")));
        assertThat(open("target: 'grade'").notes())
                .contains("Target: grade, 4 classes: 0, 1, 2, 3. It holds few whole numbers, so they are classes; task:"
                        + " values learns them as numbers.");
        // Five numbers in 40 rows: less than ten rows of each.
        assertThat(open("target: 'count'").schema().targets()).isInstanceOf(Targets.Values.class);
        assertThat(open("target: 'flag'").schema().targets())
                .isEqualTo(new Targets.Classes(2, List.of("false", "true")));
        assertThat(open("target: 'rate'").schema().targets()).isInstanceOf(Targets.Values.class);
        assertThat(open("target: 'grade', task: 'values'").schema().targets()).isInstanceOf(Targets.Values.class);
        assertThat(open("target: ['bit', 'count']").schema().targets())
                .isInstanceOfSatisfying(
                        Targets.Values.class,
                        values -> assertThat(values.columns()).containsExactly("bit", "count"));
    }

    @Test
    void shouldReadWhatExcelWritesInGerman() {
        tables.write(
                "houses.csv",
                "sep=;\r\nFläche;Stadt;Preis\r\n\"1.234,5\";Zürich;10,25\r\n\"2.000,0\";\"a;b\";20,5\r\n",
                Charset.forName("windows-1252"));
        Dataset houses = open("target: 'Preis', encoding: 'windows-1252', standardize: false");
        assertThat(input(houses, houses.train(), 0)).containsExactly(1234.5f, 1, 0);
        assertThat(input(houses, houses.train(), 1)).containsExactly(2000, 0, 1);
        assertThat(target(houses, houses.train(), 0)).containsExactly(10.25f);
        assertThat(houses.notes().getFirst())
                .isEqualTo("houses.csv: 2 rows, 3 columns, divided by ';', with a header, numbers with a decimal comma"
                        + " and '.' between thousands, in windows-1252.");
        assertThat(folder.resolve("cache")).isEmptyDirectory();
    }

    @Test
    void shouldReadOtherEncodingsAndCompressedFiles() throws IOException {
        String text = "größe,farbe,y\n1,grün,5\n2,blau,6.5\n";
        tables.write("utf8.csv", "\uFEFF" + text);
        tables.write("utf16.csv", text, StandardCharsets.UTF_16);
        tables.write("latin.csv", text, StandardCharsets.ISO_8859_1);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("text.csv.gz")))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        for (String file : List.of("utf8.csv", "utf16.csv", "text.csv.gz", "latin.csv', encoding: 'latin-1")) {
            Dataset dataset = tables.open("{csv: {file: '" + file + "', target: 'y'" + NO_SPLIT + "}}");
            assertThat(input(dataset, dataset.train(), 0)).as(file).containsExactly(-1, 0, 1);
            assertThat(target(dataset, dataset.train(), 1)).containsExactly(6.5f);
        }
    }

    @Test
    void shouldFindOutTheDelimiter() {
        for (String delimiter : List.of(",", ";", "\t", "|")) {
            tables.write("houses.csv", "a,b,y\n1,2,0.5\n3,4,1.5\n".replace(",", delimiter));
            Dataset dataset = open("target: 'y'");
            assertThat(input(dataset, dataset.train(), 0)).as(delimiter).containsExactly(-1, -1);
        }
        tables.write("houses.csv", "a b y\n1 2 0.5\n3 4 1.5\n");
        assertThat(open("target: 'y', delimiter: ' '").train().size()).isEqualTo(2);
    }

    @Test
    void shouldReadOtherWaysToWriteNumbersAndLines() {
        tables.write("houses.csv", "x , y\r 1, 2.5\r+2 , .5e1\r");
        Dataset dataset = open("target: 'y', standardize: false");
        assertThat(input(dataset, dataset.train(), 0)).containsExactly(1);
        assertThat(target(dataset, dataset.train(), 1)).containsExactly(5);
        tables.write("houses.csv", "x,y\n\"1,234.5\",2.5\n-7,3\n");
        dataset = open("target: 'y', standardize: false");
        assertThat(input(dataset, dataset.train(), 0)).containsExactly(1234.5f);
        assertThat(dataset.notes().getFirst()).contains("a decimal point and ',' between thousands");
    }

    @Test
    void shouldReadThousandsOfColumns() {
        StringBuilder csv = new StringBuilder("y");
        for (int i = 0; i < 3000; i++) {
            csv.append(",x").append(i);
        }
        for (int row = 0; row < 5; row++) {
            csv.append('\n').append(row).append(".5").append((",1." + row).repeat(3000));
        }
        tables.write("houses.csv", csv.append('\n').toString());
        Dataset dataset = open("target: 'y', standardize: false, missing: 'median'");
        assertThat(dataset.schema().inputs().shape()).isEqualTo(Shape.of(3000));
        assertThat(input(dataset, dataset.train(), 4)).containsOnly(1.4f);
    }

    @Test
    void shouldNameColumnsWhereThereIsNoHeader() {
        tables.write("houses.csv", "5.1,3.5,setosa\n4.9,3.0,virginica\n");
        Dataset dataset = open("target: 'column3', header: false");
        assertThat(dataset.train().size()).isEqualTo(2);
        assertThat(input(dataset, dataset.train(), 0)).containsExactly(1, 1);
        assertThat(dataset.notes().getFirst()).contains("without a header");
    }

    @Test
    void shouldTakeNumbersForNamesWhereTheTargetIsAmongThem() {
        tables.write("houses.csv", "2019,2020,y\n1,2,0.5\n3,4,1.5\n");
        assertThat(open("target: 'y'").train().size()).isEqualTo(2);
    }

    @Test
    void shouldKeepQuotedDelimitersLinesAndQuotes() {
        tables.write("houses.csv", "name,x,y\n\"a, \"\"b\"\"\n c\",1,0.5\nd,3,1.5\n");
        Dataset dataset = open("target: 'y'");
        assertThat(dataset.schema().preparation())
                .isInstanceOfSatisfying(
                        TablePreparation.class,
                        preparation -> assertThat(
                                        ((Category) preparation.columns().getFirst()).values())
                                .containsExactly("a, \"b\"\n c", "d"));
    }

    @Test
    void shouldReadDatesAsDays() {
        tables.write("houses.csv", "day,y\n1970-01-02,0.5\n1970-01-03 12:00,1.5\n");
        Dataset dataset = open("target: 'y', standardize: false");
        assertThat(input(dataset, dataset.train(), 0)).containsExactly(1);
        assertThat(input(dataset, dataset.train(), 1)).containsExactly(2.5f);
        assertThat(dataset.notes()).contains("The input has 1 value. Dates, as days since 1970: day.");
    }

    @Test
    void shouldNumberCategoriesFromOneWhereAsked() {
        tables.write("houses.csv", "city,y\nZug,0.5\nBern,1.5\n");
        Dataset dataset = open("target: 'y', categories: 'index'");
        assertThat(input(dataset, dataset.train(), 0)).containsExactly(2);
        assertThat(input(dataset, dataset.train(), 1)).containsExactly(1);
    }

    @Test
    void shouldTakeNumbersForTextsWhereAsked() {
        tables.write("houses.csv", "zip,y\n08001,0.5\n03000,1.5\n");
        Dataset dataset = open("target: 'y', types: {zip: 'text'}");
        assertThat(input(dataset, dataset.train(), 0)).containsExactly(0, 1);
        assertThat(((Category) ((TablePreparation) dataset.schema().preparation())
                                .columns()
                                .getFirst())
                        .values())
                .containsExactly("03000", "08001");
    }

    @Test
    void shouldFillInWhatIsMissing() {
        tables.write("houses.csv", "a,city,y\n1,Zug,0.5\n,Bern,1.5\n2,,2.5\n6,Zug,3.5\nNA,Zug,4.5\n");
        String options = "target: 'y', na_values: 'NA', standardize: false, missing: ";
        assertThat(firsts(open(options + "'mean'"))).containsExactly(1, 3, 2, 6, 3);
        assertThat(firsts(open(options + "'median'"))).containsExactly(1, 2, 2, 6, 2);
        Dataset zero = open(options + "'zero'");
        assertThat(firsts(zero)).containsExactly(1, 0, 2, 6, 0);
        // Bern, Zug, and a place for what is missing.
        assertThat(input(zero, zero.train(), 1)).containsExactly(0, 1, 0, 0);
        assertThat(input(zero, zero.train(), 2)).containsExactly(2, 0, 0, 1);
        assertThat(zero.notes())
                .contains(
                        "Column 'a': 2 missing values, for which 0.0 stands in.",
                        "Column 'city': 1 missing value, a value of their own.");

        // As if the filled column had been standardised: 1, 3, 2, 6, 3 have mean 3 and variance 14 / 5.
        assertThat(firsts(open("target: 'y', na_values: 'NA', missing: 'mean'")))
                .containsExactly(
                        (float) (-2 / Math.sqrt(2.8)),
                        0,
                        (float) (-1 / Math.sqrt(2.8)),
                        (float) (3 / Math.sqrt(2.8)),
                        0);
    }

    private static float[] firsts(Dataset dataset) {
        float[] firsts = new float[dataset.train().size()];
        for (int i = 0; i < firsts.length; i++) {
            firsts[i] = input(dataset, dataset.train(), i)[0];
        }
        return firsts;
    }

    @Test
    void shouldMakeConstantColumnsZero() {
        tables.write("houses.csv", "a,b,y\n0.1,1,0.5\n0.1,2,1.5\n0.1,3,3\n");
        Dataset dataset = open("target: 'y'");
        assertThat(firsts(dataset)).containsExactly(0, 0, 0);
        assertThat(dataset.notes())
                .contains("Always the same in the rows to train with, so that the input is always 0: a.");
    }

    @Test
    void shouldWeighExamples() {
        tables.write("houses.csv", "x,w,y\n1,0.5,0.5\n2,0,1.5\n3,2,2\n");
        Dataset dataset = open("target: 'y', weight: 'w'");
        assertThat(dataset.schema().weighted()).isTrue();
        assertThat(dataset.schema().inputs().shape()).isEqualTo(Shape.of(1));
        assertThat(List.of(
                        dataset.train().weight(0),
                        dataset.train().weight(1),
                        dataset.train().weight(2)))
                .containsExactly(0.5f, 0f, 2f);
        assertThat(target(dataset, dataset.train(), 2)).containsExactly(2);
        assertThat(dataset.notes()).contains("Weights: w.");
    }

    @Test
    void shouldTellHowManyRowsHaveBeenRead() {
        tables.write("houses.csv", "x,y\n1,0.5\n2,1.5\n");
        long[] told = new long[1];
        tables.open("{csv: {file: 'houses.csv', target: 'y'" + NO_SPLIT + "}}", new dev.millrace.datasets.Progress() {
            @Override
            public void received(String file, long received, long total) {}

            @Override
            public void rows(String file, long rows) {
                assertThat(file).isEqualTo("houses.csv");
                told[0] = rows;
            }
        });
        assertThat(told[0]).isEqualTo(2);
    }
}
