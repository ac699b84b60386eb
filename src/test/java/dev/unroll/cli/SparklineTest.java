package dev.unroll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The loss as a line of blocks. */
class SparklineTest {
    @Test
    void heightsGoFromTheLeastToTheGreatest() {
        Sparkline line = new Sparkline(8);
        for (double value : new double[] {7, 6, 5, 4, 3, 2, 1, 0}) {
            line.add(value);
        }
        assertThat(line.text()).isEqualTo("█▇▆▅▄▃▂▁");
    }

    @Test
    void neighboursAreJoinedWhereItGetsTooLong() {
        Sparkline line = new Sparkline(4);
        for (int i = 0; i < 1000; i++) {
            line.add(i);
            assertThat(line.text().length()).isBetween(i < 1 ? 0 : 1, 4);
        }
        assertThat(line.text()).as("each block stands for as many values").isIn("▁█", "▁▅█", "▁▃▆█");
    }

    @Test
    void aFlatLineIsLow() {
        Sparkline line = new Sparkline(4);
        line.add(3);
        line.add(3);
        assertThat(line.text()).isEqualTo("▁▁");
    }
}
