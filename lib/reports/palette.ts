/**
 * The colours that the report and the console share, as declarations of CSS: grounds and texts, then a strong and a soft one
 * for each outcome. Each page's style sheet adds its own.
 */

export const lightPalette = `
  --ground: #f5f6f8; --panel: #fff; --text: #15191e; --muted: #545c66; --line: #dde1e6; --soft: #f0f2f5; --link: #0b57b0;
  --pass: #12693a; --pass-soft: #e3f4ea; --warn: #855000; --warn-soft: #fdf0d8; --fail: #b0161c; --fail-soft: #fdeaea;
  --error: #6527b0; --error-soft: #f1eafc; --skipped: #545c66; --skipped-soft: #eceff2; --waived: #0b5273; --waived-soft: #dff0f8;
`;

export const darkPalette = `
  --ground: #0e1115; --panel: #161a20; --text: #e8ebef; --muted: #a2abb7; --line: #2a313a; --soft: #1e242b; --link: #84b8ff;
  --pass: #6cd697; --pass-soft: #11301e; --warn: #f3bf5e; --warn-soft: #35280c; --fail: #ff9790; --fail-soft: #421715;
  --error: #c9a8ff; --error-soft: #2c1d4a; --skipped: #a2abb7; --skipped-soft: #232930; --waived: #86cdf0; --waived-soft: #12313f;
`;
