/**
 * Unroll turns a recurrent model that is written as equations in YAML into a program, trains it and shows what it does.
 *
 * <p>Start reading here. The packages, in the order in which a model passes through them:
 *
 * <ol>
 *   <li>{@code cli}: the verbs of the command line. A verb names a file and hands it down; nothing else prints or exits.
 *   <li>{@link dev.unroll.Unroll}: the same from Java.
 *   <li>{@code spec}: reads the YAML into immutable records that know their line and column, and parses the
 *       equations. It knows no graph.
 *   <li>{@code data}: reads examples into named fields, builds vocabularies, and packs sequences into batches without
 *       padding.
 *   <li>{@code model}: puts spec and fields together into a graph: cells, layers, inferred shapes, fresh parameters.
 *   <li>{@code plugin}: finds what others added in Java and holds it beside what comes with Unroll.
 *   <li>{@code graph} and {@code op}: what it is made of. A node is an op, its inputs and its type; an op is a record
 *       that works row by row and so knows nothing of time; {@code scan} is the node that does.
 *   <li>{@code grad}: the gradient of a graph is a graph, the gradient of a scan is a scan that runs the other way.
 *   <li>{@code compile}: passes from graph to graph (simplify, hoist, merge, fuse) and the plan of its memory.
 *   <li>{@code run}: runs a graph: the interpreter in float64, which defines what a graph means, and the compiled
 *       program in float32, which is held to it.
 *   <li>{@code contract}: holds every op to what it owes, and gradients to differences.
 *   <li>{@code tensor}: dense storage and the geometry of a packed batch.
 *   <li>{@code diagnostic}: below all of them, what a mistake is reported with.
 *   <li>{@code train}: turns the program's gradients into steps: optimizers, schedules, metrics.
 *   <li>{@code store}: keeps what training leaves on the disk: weights, checkpoints, run folders.
 *   <li>{@code bench}: measures how fast programs train and answer.
 *   <li>{@code report}: makes pages and drawings of what {@code train} recorded and inspected, and the schemas for editors.
 * </ol>
 *
 * <p>Imports only go down this ladder, which {@code ArchitectureTest} holds: cli, report (with drawing),
 * bench, train (with metric and optimizer), store, data, model, plugin, spec (with key, yaml and expr), contract, run (with kernel and
 * reference), compile, grad, op, graph, tensor, diagnostic, api. Two more rules hold everywhere: a user's mistake becomes a diagnostic, never a
 * stack trace; and a result's bits depend neither on the number of threads nor on how sequences are batched.
 *
 * <p>What stands in this package itself, the facade, is for those who use Unroll as a library. May import {@code report},
 * {@code train}, {@code plugin} and {@code diagnostic}. Nothing but their code may import it.
 */
package dev.unroll;
