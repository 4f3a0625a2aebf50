// SPDX-License-Identifier: MIT
// Asks for the address given, again and again, until its parent sends a message; then tells how often it was answered.
let answered = 0;
let goesOn = true;
process.once('message', () => {
  goesOn = false;
});
while (goesOn) {
  const reply = await fetch(process.argv[2]);
  await reply.arrayBuffer();
  if (!reply.ok) throw new Error(`${process.argv[2]}: ${reply.status}`);
  ++answered;
}
process.send(answered, () => process.disconnect());
