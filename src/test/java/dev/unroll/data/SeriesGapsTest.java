package dev.unroll.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.diagnostic.Source;
import dev.unroll.graph.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gaps, times, labels and several series of the reader {@code series}. */
class SeriesGapsTest {
    private static final String FILE = """
            when,id,sky,a,b,plan
            2020-02-28 22:00,x,sun,1,10,0
            2020-02-28 23:00,x,rain,,20,1
            2020-02-29 02:00,x,sun,NaN,30,0
            2020-02-29 03:00,x,sun,4,NA,1
            2020-02-29 04:00,x,sun,5,50,0
            2020-02-29 05:00,x,sun,6,60,1
            2020-01-01 00:00,y,rain,7,70,0
            2020-01-01 01:00,y,rain,8,80,1
            2020-01-01 02:00,y,,9,90,0
            2020-01-01 03:00,y,sun,10,100,1
            2020-01-01 04:00,y,sun,11,110,0
            2020-01-01 05:00,y,sun,12,120,1
            2021-01-01 00:00,z,sun,1,1,1
            """;

    private static final String SPEC = """
            reader: series
            file: s.csv
            inputs: [a, b]
            targets: [b]
            future: [plan]
            id: id
            time: when
            missing: last
            missing_targets: mask
            labels: {sky: {vocabulary: {}}}
            calendar: {hour: {}, day: {as: cyclic}, season: {part: month}}
            standardise: false
            window: 4
            horizon: 1
            split: {train: [0, 9]}
            """;

    @TempDir
    Path folder;

    private Given given;

    @BeforeEach
    void file() throws IOException {
        given = new Given(folder).file("s.csv", FILE);
    }

    @Test
    void aGapIsAMaskAndTheTimeSinceTheLastValue() {
        Dataset data = given.read(SPEC);
        assertThat(data.examples(Split.TRAIN)).hasSize(4);
        var first = data.examples(Split.TRAIN).get(0).values();
        assertThat(first.get("inputs")).containsExactly(1, 10, 1, 20, 1, 30, 4, 30);
        assertThat(first.get("mask")).containsExactly(1, 1, 0, 1, 0, 1, 1, 0);
        assertThat(first.get("since")).containsExactly(0, 0, 1, 1, 4, 3, 5, 1);
        assertThat(first.get("target")).containsExactly(50);
        assertThat(first.get("future")).containsExactly(0);
        assertThat(first.get("hour")).containsExactly(22, 23, 2, 3);
        assertThat(data.fields().get("season").label((int) first.get("season")[0]))
                .isEqualTo("February");
        assertThat(first.get("day")[0]).isCloseTo((float) Math.sin(2 * Math.PI * 27 / 31), within(1e-6f));
        assertThat(data.fields().get("sky").vocabulary().orElseThrow().entries())
                .containsExactly("<unk>", "sun", "rain");
        assertThat(given.recipe(SPEC).outline())
                .extracting(Field::name)
                .containsExactlyElementsOf(data.fields().keySet());
        assertThat(Dataset.restore(data.state()).fields()).isEqualTo(data.fields());
    }

    /** A window begins anew: what the model sees does not depend on rows before it. */
    @Test
    void aWindowIsReadByItself() {
        var second = given.read(SPEC).examples(Split.TRAIN).get(1).values();
        assertThat(second.get("inputs")).containsExactly(0, 20, 0, 30, 4, 30, 5, 50);
        assertThat(second.get("since")).containsExactly(0, 0, 3, 3, 4, 1, 1, 2);
    }

    @Test
    void zeroIsTheMeanOfAStandardisedColumn() {
        Dataset data = given.read(SPEC.replace("missing: last", "missing: zero").replace("standardise: false", ""));
        var first = data.examples(Split.TRAIN).get(0).values();
        assertThat(first.get("inputs")[2]).isZero();
        assertThat(first.get("inputs")[7]).isZero();
        double mean = (1 + 4 + 5 + 6 + 7 + 8 + 9 + 10 + 11 + 12 + 1) / 11.0;
        assertThat(data.fields()
                        .get("inputs")
                        .standardisation()
                        .orElseThrow()
                        .mean()
                        .get(0))
                .isEqualTo(mean);
    }

    @Test
    void noWindowExtendsFromOneSeriesIntoAnother() {
        Dataset data = given.read(SPEC);
        assertThat(data.examples(Split.TRAIN))
                .extracting(e -> data.fields().get("id").label((int) e.values().get("id")[0]))
                .containsExactly("x", "x", "y", "y");
        var third = data.examples(Split.TRAIN).get(2).values();
        assertThat(third.get("inputs")).containsExactly(7, 70, 8, 80, 9, 90, 10, 100);
        assertThat(third.get("sky")).containsExactly(2, 2, 0, 1);
        assertThat(data.leftOut())
                .containsExactly(
                        "1 series are too short for an example of each part, such as 'z', and were skipped there");
        assertThat(Dataset.restore(data.state()).leftOut()).isEqualTo(data.leftOut());
    }

    @Test
    void missingTargetsAreMasked() throws IOException {
        given.file("s.csv", FILE.replace("5,50", "5,"));
        var first = given.read(SPEC).examples(Split.TRAIN).get(0).values();
        assertThat(first.get("target")).containsExactly(0);
        assertThat(first.get("target_mask")).containsExactly(0);
        assertThat(given.problems(SPEC.replace("missing_targets: mask", "")))
                .contains("a number is missing", "s.csv:6:26", "missing_targets: mask");
        assertThat(given.problems(SPEC.replace("missing: last", "")))
                .contains("a number is missing", "s.csv:3:25", "missing: zero or missing: last")
                .contains("the number is NaN", "the label is empty");
    }

    @Test
    void inputsBecomeTheSameExamples() {
        Recipe recipe = given.recipe(SPEC);
        Dataset data = recipe.read();
        Dataset restored = Dataset.restore(data.state());
        Set<String> needed = Set.of("inputs", "mask", "since", "hour", "day", "season", "sky", "id", "future");
        Encoder encoder = new Encoder(recipe, restored.fields(), needed);
        String csv = String.join("\n", FILE.lines().limit(6).toList());
        List<Input.Row> rows = recipe.inputs(new Source("in.csv", csv), "csv", needed);
        assertThat(rows).singleElement();
        assertThat(rows.get(0).times()).containsExactly("2020-02-29 04:00");
        Example example = encoder.encode(rows.get(0)).example();
        var trained = data.examples(Split.TRAIN).get(0).values();
        needed.forEach(name -> assertThat(example.values().get(name)).as(name).isEqualTo(trained.get(name)));
        Input typed =
                Input.parse("{\"inputs\": [[1, 10], [null, 20], [null, 30], [4, null]], \"sky\": [\"sun\", \"rain\","
                        + " \"sun\", \"sun\"], \"id\": \"x\", \"future\": [[0]], \"when\": [\"2020-02-28 22:00\","
                        + " \"2020-02-28 23:00\", \"2020-02-29T02:00\", \"2020-02-29 03:00\"]}");
        Example same = encoder.encode(typed).example();
        needed.forEach(name -> assertThat(same.values().get(name)).as(name).isEqualTo(trained.get(name)));
        assertThatThrownBy(() -> encoder.encode(Input.parse("{\"inputs\": [[1, 2]], \"when\": [\"now\"]}")))
                .hasMessageContaining("the input needs 'when'")
                .hasMessageContaining("4 times, each after the one before");
        assertThatThrownBy(() -> new Encoder(recipe, restored.fields(), Set.of("sky"))
                        .encode(Input.parse("{\"sky\": [\"sun\"]}")))
                .hasMessageContaining("'sky' has 1 rows, and the model reads 4");
    }

    @Test
    void aListOfRowsIsEnoughWithoutTimes() {
        String spec =
                "reader: series\nfile: s.csv\ninputs: [a, b]\ntargets: [plan]\nmissing: zero\nwindow: 2\nhorizon: 1\n"
                        + "standardise: false\n";
        Recipe recipe = given.recipe(spec);
        Dataset data = recipe.read();
        Example typed = recipe.encode(
                "[[1, 10], [null, 20]]", Dataset.restore(data.state()).fields());
        assertThat(typed.values()).containsOnlyKeys("inputs", "mask", "since");
        var trained = data.examples(Split.TRAIN).get(0).values();
        typed.values().forEach((name, values) -> assertThat(values).isEqualTo(trained.get(name)));
        Recipe without = given.recipe(spec.replace("missing: zero\n", ""));
        assertThatThrownBy(() -> without.encode("[[null, 1], [1, 1]]", data.fields()))
                .hasMessageContaining("'null' is not a finite number");
    }

    @Test
    void wrongCellsOfAnInputFileAreShownAtTheirLine() {
        Recipe recipe = given.recipe(SPEC);
        String csv = "id,a,b\nx,1,2\nx,3,no\nx,1,1\nx,1,1\n";
        assertThatThrownBy(() -> recipe.inputs(new Source("in.csv", csv), "csv", Set.of("inputs")))
                .hasMessageContaining("'b': 'no' is not a finite number")
                .hasMessageContaining("in.csv:3:1");
        assertThatThrownBy(() -> recipe.inputs(new Source("in.csv", csv), "csv", Set.of("inputs", "hour")))
                .hasMessageContaining("has no column 'when'");
        assertThatThrownBy(() -> recipe.inputs(new Source("in.csv", "id,a,b\ny,1,2\n"), "csv", Set.of("inputs")))
                .hasMessageContaining("'in.csv' has 1 rows of 'y', and the model reads 4");
    }

    @Test
    void mistakes() throws IOException {
        given.file("t.csv", "when,a\n2020-01-01,1\n2020-01-01,2\nsoon,3\n")
                .file("n.csv", "when,a\n1,1\n2,\n4,3\n5,9\n");
        String spec = "reader: series\nfile: %s.csv\ntargets: [a]\nwindow: 1\nhorizon: 1\ntime: when\n";
        assertThat(given.problems(spec.formatted("t")))
                .contains("'soon' is not a time", "t.csv:4:1", "2016-07-01 13:00");
        given.file("t.csv", "when,a\n2020-01-02,1\n2020-01-01,2\n");
        assertThat(given.problems(spec.formatted("t")))
                .contains("the time '2020-01-01' does not come after '2020-01-02'", "t.csv:3:1");
        assertThat(given.problems(spec.formatted("n") + "missing: last\nmissing_targets: mask\ntime_unit: day\n"))
                .contains("these times are numbers, which have no unit", "remove 'time_unit'");
        assertThat(given.problems(spec.formatted("n") + "missing: last\nmissing_targets: mask\ncalendar: {hour: {}}\n"))
                .contains("'calendar' needs dates");
        assertThat(given.problems(spec.formatted("n") + "time_unit: day")).contains("needs 'time' and 'missing'");
        assertThat(given.problems(spec.formatted("n").replace("time: when\n", "calendar: {hour: {}}\n")))
                .contains("'calendar' needs 'time'");
        assertThat(given.problems(spec.formatted("n") + "calendar: {season: {}}"))
                .contains("'season' is no part of a time", "minute, hour, weekday, day, month, yearday");
        assertThat(given.problems(spec.formatted("n") + "fields: {mask: m, id: n}"))
                .contains("there is no field 'mask' without missing: zero or missing: last")
                .contains("there is no field 'id' without 'id'");
        assertThat(given.problems(spec.formatted("n") + "calendar: {target: {part: hour}}"))
                .contains("the fields need two different names: 'target' is given twice");
        given.file("i.csv", "when,a\n,1\nx,2\n");
        assertThat(given.problems(spec.formatted("i").replace("time", "id")))
                .contains("this row has no id", "i.csv:2:1");
        given.file("e.csv", "when,a\n1,\n2,\n3,\n4,5\n");
        assertThat(given.problems(spec.formatted("e") + "missing: last\nmissing_targets: mask\n"))
                .contains("'a' has no value in the training part");
    }

    /** Hours of a real file: transformer temperatures. */
    @Test
    void readsTheCalendarOfRealTimes() throws IOException {
        Path file = Given.SHARED.resolve("etth1/ETTh1.csv");
        Assumptions.assumeTrue(Files.exists(file), "ETTh1 is not beside the project");
        given.file("ett.csv", Files.readAllBytes(file));
        Dataset data = given.read("reader: series\nfile: ett.csv\ntargets: [OT]\ntime: date\nwindow: 24\n"
                + "calendar: {hour: {}, weekday: {}}\nsplit: {train: [0, 100]}");
        var first = data.examples(Split.TRAIN).get(0).values();
        for (int t = 0; t < 24; t++) {
            assertThat(first.get("hour")[t]).isEqualTo(t);
        }
        assertThat(data.fields().get("weekday").label((int) first.get("weekday")[0]))
                .isEqualTo("Friday");
    }

    @Test
    void rowsToForecastCanHaveAnAxis() {
        String spec = """
                reader: series
                file: s.csv
                inputs: [plan]
                targets: [b]
                future: [plan, plan]
                missing_targets: mask
                window: 2
                horizon: 3
                split: {train: [0, 6], valid: [6, 12], test: [9, 13]}
                """;
        Dataset one = given.read(spec);
        Dataset rows = given.read(spec + "horizon_axis: true\n");
        Example before = one.examples(Split.TRAIN).get(0);
        Example after = rows.examples(Split.TRAIN).get(0);
        for (String field : List.of("target", "target_mask", "future")) {
            assertThat(rows.fields().get(field).type().rows()).isEqualTo(Rows.axis("horizon"));
            assertThat(one.fields().get(field).type().rows()).isEqualTo(Rows.BATCH);
            assertThat(after.values().get(field)).isEqualTo(before.values().get(field));
        }
        assertThat(rows.fields().get("future").width()).isEqualTo(2);
        assertThat(after.lengths().get(Rows.axis("horizon"))).containsExactly(3);
        assertThat(after.lengths().get(Rows.STEPS)).containsExactly(2);
    }
}
