package dev.millrace.datasets.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.datasets.DatasetException;
import dev.millrace.nn.DescriptionException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nothing is silently made into something else.
class CsvRefusalsTest {
    @TempDir
    private Path folder;

    private TableFolder tables;

    @BeforeEach
    void tables() {
        tables = new TableFolder(folder);
    }

    private AbstractThrowableAssert<?, ? extends Throwable> refused(String csv, String options) {
        tables.write("houses.csv", csv);
        return refused(options);
    }

    private AbstractThrowableAssert<?, ? extends Throwable> refused(String options) {
        return assertThatThrownBy(() ->
                        tables.open("{csv: {file: 'houses.csv', " + options + ", split: {validation: 0, test: 0}}}"))
                .isInstanceOf(DatasetException.class);
    }

    private String file() {
        return folder.resolve("houses.csv").toString();
    }

    @Test
    void shouldNameTheLineOfAMissingValue() {
        refused("area,price\n1,2.5\n\n,3.5\n", "target: 'price'")
                .hasMessage(
                        "houses.csv, line 4, column 'area': the value is missing. Expected: a value in each row. Say"
                                + " missing: mean, median or zero to fill in what is missing among inputs, or ignore: [area] to"
                                + " leave the column out; targets and weights are never filled in.");
        refused("area,price\n1,2.5\n3,\n", "target: 'price', missing: 'mean'")
                .hasMessageStartingWith("houses.csv, line 3, column 'price': the value is missing.");
        refused("area,w,price\n1,1,2.5\n3,,4\n", "target: 'price', missing: 'mean', weight: 'w'")
                .hasMessageStartingWith("houses.csv, line 3, column 'w': the value is missing.");
        refused("area,city,price\r\n1,\"a\r\nb\",2.5\r\n3,\"\",4\r\n", "target: 'price'")
                .hasMessageStartingWith("houses.csv, line 4, column 'city': the value is missing.");
    }

    @Test
    void shouldRefuseMixedLineBreaks() {
        refused("area,price\r\n1,2.5\n3,4\n", "target: 'price'")
                .hasMessage(file() + ", line 2: this line ends otherwise than the first. Expected: LF or CR LF after"
                        + " every line. Convert the file, for example with dos2unix.");
    }

    @Test
    void shouldNameTheFirstRowOfSeveralMissingValues() {
        refused("a,b,price\n1,2,2.5\n1,,3.5\n,2,4\n", "target: 'price'")
                .hasMessageStartingWith("houses.csv, line 3, column 'b': the value is missing.");
    }

    @Test
    void shouldRefuseAWordAmongNumbers() {
        refused("area,price\n1,2.5\n2,3.5\nn/a,4\n4,5\n", "target: 'price'")
                .hasMessage("houses.csv, line 4, column 'area': 'n/a' is not a number, while most values of this column"
                        + " are. Correct it; or, if it stands for a missing value, say na_values: ['n/a']; or, if these"
                        + " are texts, types: {area: text}.");
        refused("area,price\n1,2.5\n2,3.5\n4,n/a\n4,5\n", "target: 'price'")
                .hasMessageStartingWith("houses.csv, line 4, column 'price': 'n/a' is not a number");
        // 1,001 different numbers, and a word after the first of them that are looked at.
        refused(numbers(30_000) + "x,1\n", "target: 'price'")
                .hasMessage(file() + ", line 30002, column 'area': 'x' is not a number with a decimal point, as the"
                        + " values before it are. Correct it; or, if it stands for a missing value, say na_values:"
                        + " ['x']; or, if the column holds texts, types: {area: text}.");
        refused("area,price\nx,1\n" + numbers(3000).substring("area,price\n".length()), "target: 'price'")
                .hasMessageStartingWith("houses.csv, line 2, column 'area': 'x' is not a number");
    }

    private static String numbers(int rows) {
        StringBuilder csv = new StringBuilder("area,price\n");
        for (int i = 0; i < rows; i++) {
            csv.append(i).append(".5,").append(i % 7).append(".5\n");
        }
        return csv.toString();
    }

    @Test
    void shouldNameTheLineAfterQuotedLineBreaks() {
        StringBuilder csv = new StringBuilder("area,city,price\r\n");
        for (int i = 0; i < 25_000; i++) {
            csv.append(i).append(",\"a\r\nb\",").append(i % 7).append(".5\r\n");
        }
        csv.append("x,c,1\r\n");
        refused(csv.toString(), "target: 'price'")
                .hasMessageStartingWith(file() + ", line 50002, column 'area': 'x' is not a number");
    }

    @Test
    void shouldRefuseOtherWaysToWriteNumbers() {
        refused("area;price\n1,234;2.5\n2,345;3.5\n", "target: 'price'")
                .hasMessage("houses.csv, line 2, column 'area': '1,234' is not a number, while most values of this"
                        + " column are. Say how numbers are written, with decimal: ',' or '.', and thousands; or, if"
                        + " these are texts, types: {area: text}.");
        refused("area,price\n\"1,5\",2.5\n\"2,5\",3.5\n", "target: 'price'")
                .hasMessageStartingWith("houses.csv, line 2, column 'area': '1,5' is not a number");
    }

    @Test
    void shouldRefuseNumbersAfterEmptyRows() {
        StringBuilder csv = new StringBuilder("area,price\n");
        for (int i = 0; i < 25_000; i++) {
            csv.append(i < 24_999 ? "" : "7").append(',').append(i % 7).append(".5\n");
        }
        refused(csv.toString(), "target: 'price', missing: 'mean'")
                .hasMessage("houses.csv, line 25001, column 'area': '7' is a number, in a column whose first rows are"
                        + " empty. Say types: {area: number}; or, if these are texts, types: {area: text}.");
    }

    @Test
    void shouldRefuseRaggedRows() {
        refused("a,b\n1,2\n3\n4,5\n", "target: 'b'")
                .hasMessage(file() + ", line 3: this row has not as many fields as the first line. Expected: 2, divided"
                        + " by ','. Received: 1. A field that holds the delimiter stands in quotes.");
        refused("a,b\n1,2\n3,4,5\n", "target: 'b'")
                .hasMessageStartingWith(file() + ", line 3: this row has not as many fields as the first line."
                        + " Expected: 2, divided by ','. Received: 3.");
    }

    @Test
    void shouldRefuseAnOpenQuote() {
        refused("a,b\n1,\"x\n3,y\n4,y\n", "target: 'b'")
                .hasMessage(file() + ", line 2: a quote (\") is opened and not closed before a delimiter or the end of"
                        + " the file. Close it; inside quotes, a quote is doubled.");
        refused("a,b\n1,\"x\"y\n3,y\n4,y\n", "target: 'b'")
                .hasMessageStartingWith(file() + ", line 2: a quote (\") is opened and not closed");
        refused("\"a,b\n1,x\n", "target: 'b'")
                .hasMessage(file() + " holds no complete line. Expected: a line with the columns' names, then one per"
                        + " row; every quote (\") that is opened is closed.");
    }

    @Test
    void shouldRefuseColumnsWithoutANameOfTheirOwn() {
        refused("a,b,a\n1,2,3\n", "target: 'b'")
                .hasMessage(file() + ", line 1: columns 1 and 3 are both called 'a'. Expected: a name of its own for"
                        + " each column. Rename one in the file.");
        refused(",b,c\n1,2,3\n", "target: 'b'")
                .hasMessage(file() + ", line 1: column 1 has no name. Expected: a name for each column. Received: ,b,c."
                        + " Give it one in the file; a delimiter at the line's end also makes a column.");
    }

    @Test
    void shouldRefuseFilesWithoutRows() {
        refused("", "target: 'b'")
                .hasMessage(file() + " is empty. Expected: a line with the columns' names, then one per row.");
        refused("\n\n", "target: 'b'")
                .hasMessage(file() + " holds no complete line. Expected: a line with the columns' names, then one per"
                        + " row.");
        refused("a,b\n", "target: 'b'")
                .hasMessage(file() + " has a header and no rows. Expected: at least one row. Received: a, b.");
    }

    @Test
    void shouldAskWhetherALineWithNumbersIsAHeader() {
        refused("5.1,3.5,setosa\n4.9,3.0,virginica\n", "target: 'species'")
                .hasMessage(file() + ", line 1: it cannot be told whether this is a header. Expected: the columns'"
                        + " names, without numbers. Received: 5.1, 3.5, setosa. Say header: false if it is data (the"
                        + " columns are then column1 to column3), or header: true.");
    }

    @Test
    void shouldNameTheNearestColumn() {
        tables.write("houses.csv", "area,price\n1,2.5\n2,3.5\n");
        for (String options : new String[] {
            "target: 'pric'",
            "target: 'area', columns: 'pric'",
            "target: 'area', ignore: 'pric'",
            "target: 'area', weight: 'pric'",
            "target: 'area', types: {pric: 'text'}"
        }) {
            assertThatThrownBy(() -> tables.open("{csv: {file: 'houses.csv', " + options + "}}"))
                    .isInstanceOf(DescriptionException.class)
                    .hasMessage("Unknown column of houses.csv: 'pric'. Did you mean 'price'? Known: area, price.");
        }
    }

    @Test
    void shouldRefuseContradictoryRoles() {
        String csv = "a,b,y\n1,2,2.5\n2,3,3.5\n";
        refused(csv, "columns: 'a'")
                .hasMessage("Option 'target' names the column that the model should learn to say, or a list of them."
                        + " Received: none.");
        refused(csv, "target: 'y', columns: ['a', 'y']")
                .hasMessage("Column 'y' is what should come out, or the weight, and cannot go in. Leave it out of"
                        + " 'columns'.");
        refused(csv, "target: 'y', ignore: 'y'")
                .hasMessage("Column 'y' is used, and to be left out by 'ignore'. Say one of the two.");
        refused(csv, "target: ['y', 'y']")
                .hasMessage("A column is a target or the weight, and that once. Received: target y, y.");
        refused(csv, "target: ['y', 'a'], task: 'classes'")
                .hasMessage("Classes are one target column. Received: y, a. Choose one of them, or task: values.");
        refused(csv, "target: 'y', ignore: ['a', 'b']")
                .hasMessage("houses.csv has no column that goes into a model. Expected: at least one beside the target."
                        + " Received: a, b, y. If these are several columns in one, say delimiter.");
    }

    @Test
    void shouldRefuseTargetsThatCannotBeLearnt() {
        refused("x,y\n1,5\n2,5\n3,5\n", "target: 'y', task: 'values'")
                .hasMessage("houses.csv, column 'y': the target is 5.0 in each of the 3 rows to train with. Expected: a"
                        + " target that differs. Choose another.");
        refused("x,y\n1,a\n2,a\n", "target: 'y'")
                .hasMessage("houses.csv, column 'y': all rows to train with are of class 'a'. Expected: two classes or"
                        + " more.");
        refused("x,y\n1,a\n2,b\n", "target: 'y', task: 'values'")
                .hasMessage("houses.csv, column 'y': a target that is learnt as a value is a number. Received: texts."
                        + " Leave out task: values to learn classes.");
        refused("x,y\n1,1.5\n2,2.5\n", "target: 'y', task: 'classes'")
                .hasMessage("houses.csv, line 2, column 'y': a class is a text, true or false, or a whole number."
                        + " Received: 1.5. Say task: values to learn numbers.");
        refused("x,y\n1,2026-01-01\n2,2026-01-02\n", "target: 'y'")
                .hasMessage("houses.csv, column 'y': a target is a number, a text, or true and false. Received: a date."
                        + " Make a number of it in a query.");
        refused("x,y\n1,1e39\n2,2.5\n", "target: 'y'")
                .hasMessage("houses.csv, line 2, column 'y': the number is too large for a target: 1.0E39. Expected: at"
                        + " most 3.4e38.");
    }

    @Test
    void shouldRefuseNumbersThatAreNone() {
        refused("x,y\n1,2.5\nnan,3.5\n4,5\n", "target: 'y', types: {x: 'number'}")
                .hasMessage("houses.csv, line 3, column 'x': NaN, which is no number. Expected: a finite number. Leave"
                        + " the cell empty if the value is missing, and say missing: mean, median or zero.");
        refused("x,y\n1,2.5\ninf,3.5\n4,5\n", "target: 'y', types: {x: 'number'}")
                .hasMessageStartingWith("houses.csv, line 3, column 'x': a number that is infinite.");
        refused("x,y\n1,2.5\n1e400,3.5\n4,5\n", "target: 'y'")
                .hasMessageStartingWith("houses.csv, line 3, column 'x': a number that is infinite.");
        refused("x,y\n1,2.5\nnan,3.5\n4,5\n", "target: 'y'")
                .hasMessageStartingWith("houses.csv, line 3, column 'x': 'nan' is not a number");
    }

    @Test
    void shouldRefuseWhatFloatsCannotHold() {
        refused("x,y\n1,2.5\n1e39,3.5\n", "target: 'y', standardize: false")
                .hasMessage("houses.csv, line 3, column 'x': the number is too large for a model's input: 1.0E39."
                        + " Expected: at most 3.4e38.");
        refused("x,y\n1,2.5\n16777217,3.5\n", "target: 'y', standardize: false")
                .hasMessage("houses.csv, line 3, column 'x': the whole number 16777217 would become 16777216, as inputs"
                        + " have 24 bits. Say standardize: true, or leave the column out with ignore: [x].");
        refused("x,y\n1e200,2.5\n-1e200,3.5\n", "target: 'y'")
                .hasMessage("houses.csv, column 'x': the numbers are too large for a standard deviation. Expected: at"
                        + " most 1e150 or so. Make them smaller in a query, or leave the column out with ignore: [x].");
    }

    @Test
    void shouldSayThatLargeTargetsAreRounded() {
        tables.write("houses.csv", "x,y\n1,16777217\n2,3.5\n");
        assertThat(tables.open("{csv: {file: 'houses.csv', target: 'y', split: {validation: 0, test: 0}}}")
                        .notes())
                .contains("Some targets are whole numbers above 16,777,216 and are rounded to 24 bits.");
    }

    @Test
    void shouldRefuseWeightsThatAreNone() {
        refused("x,w,y\n1,1,2.5\n2,-1,3.5\n", "target: 'y', weight: 'w'")
                .hasMessage(
                        "houses.csv, line 3, column 'w': a weight is at least 0 and at most 3.4e38. Received: -1.0.");
        refused("x,w,y\n1,0,2.5\n2,0,3.5\n", "target: 'y', weight: 'w'")
                .hasMessage("houses.csv, column 'w': all weights of rows to train with are 0. Expected: some above 0.");
        refused("x,w,y\n1,a,2.5\n2,b,3.5\n", "target: 'y', weight: 'w'")
                .hasMessage("houses.csv, column 'w': a weight is a number. Received: VARCHAR.");
    }

    @Test
    void shouldRefuseTextsThatNoTwoRowsShare() {
        StringBuilder csv = new StringBuilder("id,y\n");
        for (int i = 0; i < 60; i++) {
            csv.append("h").append(i).append(',').append(i).append(".5\n");
        }
        refused(csv.toString(), "target: 'y'")
                .hasMessage("houses.csv, column 'id' has 60 different texts, like 'h0'. Expected: a text that many rows"
                        + " share. It looks like a name, a number of the row or free text: leave it out with ignore:"
                        + " [id].");
        for (int i = 0; i < 8000; i++) {
            csv.append("h").append(i % 1500).append(',').append(i).append(".5\n");
        }
        refused(csv.toString(), "target: 'y'")
                .hasMessageStartingWith("houses.csv, column 'id' has more than 1000 different texts, like 'h0'.");
    }

    @Test
    void shouldRefuseColumnsWithoutAValue() {
        refused("a,b,y\n1,,2.5\n2,,3.5\n", "target: 'y', missing: 'mean'")
                .hasMessage("houses.csv, column 'b' has no value in any row to train with. Leave it out with ignore:"
                        + " [b].");
        refused("a,b,y\n1,,2.5\n2,,3.5\n", "target: 'y', missing: 'mean', types: {b: 'number'}")
                .hasMessageStartingWith("houses.csv, column 'b' has no value in any row to train with.");
    }

    @Test
    void shouldRefuseOtherEncodings() {
        tables.write("houses.csv", "a,b\n1,2.5\nZürich,3.5\n", StandardCharsets.ISO_8859_1);
        refused("target: 'b'")
                .hasMessage(file() + ", line 3 or after: this is not utf-8. Say which encoding it is, like encoding:"
                        + " windows-1252 (Excel on Windows), latin-1 or utf-16; or save the file as UTF-8.");
        refused("a,b\nZürich,2.5\nx,3.5\n", "target: 'b', encoding: 'latin-1'")
                .hasMessage(file() + " is UTF-8, not latin-1 as it is said to be. Leave out 'encoding'.");
        refused("target: 'b', encoding: 'utf-16'")
                .hasMessage(file() + " is not UTF-16, as it is said to be. Leave out 'encoding', or say another.");
        refused("target: 'b', encoding: 'koi8-r'")
                .hasMessage("Option 'encoding' is one of utf-8, utf-16, latin-1, windows-1252. Received: 'koi8-r'."
                        + " Convert the file to UTF-8: iconv -f ENCODING -t UTF-8 FILE.");
        tables.write("houses.csv", "a,b\n1,2.5\n", StandardCharsets.UTF_16LE);
        refused("target: 'b'")
                .hasMessage(file() + " holds zero bytes, as UTF-16 does and UTF-8 does not. Expected: text in UTF-8, or"
                        + " another encoding that is said. Say encoding: utf-16.");
    }

    @Test
    void shouldRefuseAnotherEncodingFarInTheFile() throws IOException {
        StringBuilder csv = new StringBuilder("city,b\n");
        for (int i = 0; i < 600_000; i++) {
            csv.append("Bern,").append(i % 10).append(".5\n");
        }
        csv.append("Zürich,3.5\n");
        tables.write("houses.csv", csv.toString(), StandardCharsets.ISO_8859_1);
        assertThat(Files.size(folder.resolve("houses.csv"))).isGreaterThan(5 << 20);
        refused("target: 'b'").hasMessageStartingWith(file() + ", line 600002 or after: this is not utf-8.");
    }

    @Test
    void shouldRefuseWhatIsNoCsvFile() throws IOException {
        refused("target: 'b'").hasMessage("There is no file " + file() + ". Expected: a CSV file.");
        Files.createDirectory(folder.resolve("houses.csv"));
        refused("target: 'b'").hasMessage(file() + " is a folder. Expected: a CSV file.");
        Files.delete(folder.resolve("houses.csv"));
        tables.parquet("houses.csv", "SELECT 1 AS a, 2 AS b");
        refused("target: 'b'")
                .hasMessage(file() + " is a Parquet file. Expected: a CSV file. Say parquet instead of csv.");
        refused("PK\u0003\u0004 and so on", "target: 'b'")
                .hasMessage(
                        file() + " is a workbook or a zip archive. Expected: a CSV file. Save the sheet as CSV UTF-8"
                                + " first.");
    }

    @Test
    void shouldRefuseWrongOptions() {
        String csv = "a,b\n1,2.5\n";
        refused(csv, "target: 'b', decimal: ';'").hasMessage("Option 'decimal' is '.' or ','. Received: ';'.");
        refused(csv, "target: 'b', decimal: '.', thousands: '.'")
                .hasMessage("Options 'decimal' and 'thousands' are different characters. Received: '.' for both.");
        refused(csv, "target: 'b', delimiter: ';;'")
                .hasMessage("Option 'delimiter' is one character, or \"tab\". Received: ';;'.");
        refused(csv, "target: 'b', missing: 'mode'")
                .hasMessage("Option 'missing' of 'csv' is one of refuse, mean, median, zero. Received: 'mode'.");
        refused(csv, "target: 'b', types: {a: 'texts'}")
                .hasMessage("Option 'a' of 'types' is one of number, boolean, date, text. Received: 'texts'.");
        assertThatThrownBy(() -> tables.open("{csv: {file: 'houses.csv', target: 'b', targt: 'b'}}"))
                .isInstanceOf(DescriptionException.class)
                .hasMessageStartingWith("Unknown option of 'csv': 'targt'. Did you mean 'target'?");
        assertThatThrownBy(() -> tables.open("{csv: {target: 'b'}}")).hasMessage("Option 'file' of 'csv' is missing.");
    }

    @Test
    void shouldNotDependOnTheLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            tables.write("houses.csv", "INDEX,TITLE,y\n1,I,2.5\n2,i,3.5\n");
            assertThat(tables.open("{csv: {file: 'houses.csv', target: 'y', missing: 'median', split: {validation: 0,"
                                    + " test: 0}}}")
                            .notes())
                    .contains("Target: y, a number with mean 3.000 and standard deviation 0.5000. It is learnt as a"
                            + " number; task: classes tells its numbers apart instead.");
        } finally {
            Locale.setDefault(before);
        }
    }
}
