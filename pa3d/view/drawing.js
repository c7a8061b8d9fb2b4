"use strict";
// Drawing a shape in WebGL2. Each frame: colours, part and element ids, normals and depth into textures; then the
// occlusion of each place by what stands around it; then both together, with light, onto the canvas.
const START = { azimuth: 35, elevation: 20, zoom: 1, target: [0, 0, 0] };
const FIELD = 28 * Math.PI / 180;

const decode = (text, Kind) => { const raw = atob(text), bytes = new Uint8Array(raw.length); for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i); return new Kind(bytes.buffer); };
const element = (tag, attributes = {}, ...children) => { const node = document.createElement(tag); for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value); node.append(...children); return node; };
const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

/* ---------- shaders ---------- */
const COMMON = `#version 300 es
precision highp float; precision highp int;
`;
const DRAW_VERTEX = COMMON + `
layout(location=0) in vec3 position; layout(location=1) in vec2 normal; layout(location=2) in float label;
layout(location=3) in float score; layout(location=4) in vec3 color; layout(location=5) in float size;
uniform mat4 view, projection; uniform sampler2D parts; uniform int mode, cloud; uniform float radius, lines;
flat out vec3 base; flat out uint id; out vec3 facing; out vec3 place; flat out float ball;
vec3 ramp(float t) {
  vec3 c[6] = vec3[6](vec3(.267,.005,.329), vec3(.255,.267,.529), vec3(.165,.471,.557), vec3(.133,.659,.518), vec3(.478,.82,.318), vec3(.992,.906,.145));
  float x = clamp(t, 0., 1.) * 5.; int i = min(int(x), 4); return mix(c[i], c[i + 1], x - float(i));
}
vec3 unfold(vec2 f) {
  vec3 n = vec3(f, 1. - abs(f.x) - abs(f.y)); float t = max(-n.z, 0.);
  n.xy += vec2(n.x >= 0. ? -t : t, n.y >= 0. ? -t : t); return normalize(n);
}
void main() {
  int part = int(label + .5); vec4 entry = texelFetch(parts, ivec2(part % 256, part / 256), 0);
  vec4 local = view * vec4(position * 2. - 1., 1.);
  place = local.xyz; facing = normal == vec2(9.) ? vec3(0.) : mat3(view) * unfold(normal);
  base = mode == 1 ? (part == 0 ? vec3(.55) : ramp(score)) : mode == 2 ? color : entry.rgb;
  id = uint(cloud == 1 ? gl_VertexID : gl_VertexID / 3) + 1u;
  ball = radius * size;
  gl_Position = entry.a < .5 ? vec4(0., 0., 2., 1.) : projection * local;
  gl_PointSize = max(projection[1][1] * ball * lines / gl_Position.w, 1.5);
}`;
const DRAW_FRAGMENT = COMMON + `
flat in vec3 base; flat in uint id; in vec3 facing; in vec3 place; flat in float ball;
uniform mat4 projection; uniform int cloud; uniform float flatness;
layout(location=0) out vec4 albedo; layout(location=1) out vec4 which; layout(location=2) out vec4 normal;
void main() {
  vec3 n = facing, at = place;
  if (dot(n, n) < .01) n = cloud == 1 ? vec3(0., 0., 1.) : cross(dFdx(place), dFdy(place));
  n = normalize(n);
  if (dot(n, at) > 0.) n = -n;
  float depth = gl_FragCoord.z;
  if (cloud == 1) {
    vec2 q = gl_PointCoord * 2. - 1.; float r = dot(q, q); if (r > 1.) discard;
    vec3 bead = vec3(q.x, -q.y, sqrt(max(1. - r, .05)));
    n = normalize(n * flatness + bead);
    at.z -= ball * .45 * r;
    vec4 clip = projection * vec4(at, 1.); depth = clip.z / clip.w * .5 + .5;
  }
  gl_FragDepth = depth;
  albedo = vec4(base, 1.); normal = vec4(n * .5 + .5, 1.);
  which = vec4(float(id & 255u), float((id >> 8) & 255u), float((id >> 16) & 255u), float((id >> 24) & 255u)) / 255.;
}`;
const FULL_VERTEX = COMMON + `out vec2 uv; void main() { uv = vec2((gl_VertexID << 1) & 2, gl_VertexID & 2); gl_Position = vec4(uv * 2. - 1., 0., 1.); }`;
const AROUND = `
in vec2 uv; uniform sampler2D depths, normals; uniform vec2 slope; uniform vec2 clip;
float away(vec2 at) { float d = texture(depths, at).r * 2. - 1.; return 2. * clip.x * clip.y / (clip.y + clip.x - d * (clip.y - clip.x)); }
vec3 locate(vec2 at) { float z = away(at); return vec3((at * 2. - 1.) * slope * z, -z); }
`;
const OCCLUSION_FRAGMENT = COMMON + AROUND + `
uniform float reach; out vec4 result;
void main() {
  if (texture(depths, uv).r >= 1.) { result = vec4(1.); return; }
  vec3 at = locate(uv), n = normalize(texture(normals, uv).xyz * 2. - 1.);
  ivec2 cell = ivec2(gl_FragCoord.xy) & 3; float turn = float(cell.x * 4 + ((cell.y * 5 + cell.x * 3) & 3)) * 1.7;
  float sum = 0.; const int TAPS = 20;
  for (int i = 0; i < TAPS; i++) {
    float part = (float(i) + .5) / float(TAPS), angle = turn + float(i) * 2.39996;
    vec2 step = vec2(cos(angle), sin(angle)) * part * reach / (slope * 2. * -at.z);
    vec3 v = locate(uv + step) - at; float d = dot(v, v);
    sum += max(dot(v, n) - .004 + at.z * .0012, 0.) / (d + .004) * (1. - smoothstep(reach * reach, reach * reach * 3., d));
  }
  result = vec4(clamp(1. - sum * reach * 1.5 / float(TAPS), 0., 1.));
}`;
const FINAL_FRAGMENT = COMMON + AROUND + `
uniform sampler2D albedos, occlusions; uniform vec3 paper; uniform mat4 view; uniform vec2 texel; uniform int factor;
out vec4 result;
vec3 lit(vec2 at) {
  vec4 base = texture(albedos, at); if (base.a < .5) return paper;
  vec3 n = normalize(texture(normals, at).xyz * 2. - 1.);
  float z = away(at), open = 0., total = 0.;
  for (int y = -2; y < 2; y++) for (int x = -2; x < 2; x++) {
    vec2 there = at + (vec2(x, y) + .5) * texel; float w = step(abs(away(there) - z), .02 * z + .01);
    open += w * texture(occlusions, there).r; total += w;
  }
  float sky = total > 0. ? open / total : texture(occlusions, at).r;
  float up = (transpose(mat3(view)) * n).y;
  float key = max(dot(n, normalize(vec3(-.45, .75, .62))), 0.), fill = max(dot(n, vec3(.7, .1, .7)), 0.);
  float amount = (.42 + .14 * (1. + up) + .16 * fill) * sky + .6 * key * (.4 + .6 * sky);
  return pow(clamp(pow(.06 + .9 * base.rgb, vec3(2.2)) * amount, 0., 1.), vec3(1. / 2.2));
}
void main() {
  vec3 sum = vec3(0.);
  for (int y = 0; y < factor; y++) for (int x = 0; x < factor; x++)
    sum += lit(uv + (vec2(x, y) - float(factor - 1) * .5) * texel);
  result = vec4(sum / float(factor * factor), 1.);
}`;

/* ---------- where one looks from ---------- */
const axesOf = (pose) => {
  const a = pose.azimuth * Math.PI / 180, e = pose.elevation * Math.PI / 180;
  const back = [Math.sin(a) * Math.cos(e), Math.sin(e), Math.cos(a) * Math.cos(e)], right = [Math.cos(a), 0, -Math.sin(a)];
  return { right, back, up: [back[1] * right[2] - back[2] * right[1], back[2] * right[0] - back[0] * right[2], back[0] * right[1] - back[1] * right[0]] };
};
const cameraOf = (pose, aspect) => {
  const slope = Math.tan(FIELD / 2), distance = 1.04 / Math.sin(Math.atan(slope * Math.min(1, aspect))) / pose.zoom;
  const { right, up, back } = axesOf(pose), dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  const near = Math.max(distance - 4, distance * 0.02), far = distance + 5, { target: t } = pose;
  const view = new Float32Array([right[0], up[0], back[0], 0, right[1], up[1], back[1], 0, right[2], up[2], back[2], 0, -dot(right, t), -dot(up, t), -dot(back, t) - distance, 1]);
  const projection = new Float32Array([1 / (slope * aspect), 0, 0, 0, 0, 1 / slope, 0, 0, 0, 0, (far + near) / (near - far), -1, 0, 0, 2 * far * near / (near - far), 0]);
  return { view, projection, near, far, slope: [slope * aspect, slope], distance };
};
const turned = (pose, dx, dy) => ({ ...pose, azimuth: pose.azimuth - dx * 0.4, elevation: Math.max(-89.9, Math.min(89.9, pose.elevation + dy * 0.4)) });

/* ---------- drawing ---------- */
// Throws an Error in words for people where this browser cannot draw.
const makeDrawing = (canvas) => {
const gl = canvas.getContext("webgl2", { antialias: false, alpha: false, preserveDrawingBuffer: true });
if (!gl) throw new Error("This page needs WebGL 2 to draw, and this browser does not offer it. Any current browser does, when graphics acceleration is on.");

const program = (vertex, fragment) => {
  const made = gl.createProgram();
  for (const [kind, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
    const shader = gl.createShader(kind); gl.shaderSource(shader, source); gl.compileShader(shader);
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(shader));
    gl.attachShader(made, shader);
  }
  gl.linkProgram(made);
  if (!gl.getProgramParameter(made, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(made));
  const at = {};
  for (let i = gl.getProgramParameter(made, gl.ACTIVE_UNIFORMS) - 1; i >= 0; i--) { const { name } = gl.getActiveUniform(made, i); at[name] = gl.getUniformLocation(made, name); }
  return { made, at };
};
let draw, occlude, finish;
try { draw = program(DRAW_VERTEX, DRAW_FRAGMENT); occlude = program(FULL_VERTEX, OCCLUSION_FRAGMENT); finish = program(FULL_VERTEX, FINAL_FRAGMENT); }
catch (error) { throw new Error("This browser could not prepare the drawing: " + error.message); }
const empty = gl.createVertexArray(), partTable = gl.createTexture();

const texture = (format, width, height, kind, type) => {
  const made = gl.createTexture(); gl.bindTexture(gl.TEXTURE_2D, made);
  gl.texImage2D(gl.TEXTURE_2D, 0, format, width, height, 0, kind, type, null);
  for (const side of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, side, gl.CLAMP_TO_EDGE);
  for (const side of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, side, gl.NEAREST);
  return made;
};
let target = null;
const targetOf = (width, height) => {
  if (target && target.width === width && target.height === height) return target;
  if (target) { target.textures.forEach((old) => gl.deleteTexture(old)); target.frames.forEach((old) => gl.deleteFramebuffer(old)); }
  const plain = () => texture(gl.RGBA8, width, height, gl.RGBA, gl.UNSIGNED_BYTE);
  const [albedo, ids, normal, occlusion] = [plain(), plain(), plain(), plain()];
  const depth = texture(gl.DEPTH_COMPONENT24, width, height, gl.DEPTH_COMPONENT, gl.UNSIGNED_INT);
  const scene = gl.createFramebuffer(), shade = gl.createFramebuffer();
  gl.bindFramebuffer(gl.FRAMEBUFFER, scene);
  [albedo, ids, normal].forEach((one, i) => gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0 + i, gl.TEXTURE_2D, one, 0));
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.DEPTH_ATTACHMENT, gl.TEXTURE_2D, depth, 0);
  gl.drawBuffers([0, 1, 2].map((i) => gl.COLOR_ATTACHMENT0 + i));
  gl.bindFramebuffer(gl.FRAMEBUFFER, shade);
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, occlusion, 0);
  target = { width, height, albedo, ids, normal, occlusion, depth, scene, shade, textures: [albedo, ids, normal, occlusion, depth], frames: [scene, shade] };
  return target;
};
const bind = (at, unit, one) => { gl.activeTexture(gl.TEXTURE0 + unit); gl.bindTexture(gl.TEXTURE_2D, one); gl.uniform1i(at, unit); };

// A frame of width and height in pixels; shape: what upload gave; mode: 0 part, 1 score, 2 own colours; fine: smooth edges.
const frame = ({ shape, pose, mode = 0, fine = true, width, height, paper }) => {
  if (canvas.width !== width || canvas.height !== height) { canvas.width = width; canvas.height = height; }
  const factor = fine && width * height < 4.2e6 ? 2 : 1, to = targetOf(width * factor, height * factor), eye = cameraOf(pose, width / height);
  gl.bindFramebuffer(gl.FRAMEBUFFER, to.scene); gl.viewport(0, 0, to.width, to.height);
  gl.enable(gl.DEPTH_TEST); gl.clearColor(0, 0, 0, 0); gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
  gl.useProgram(draw.made); gl.bindVertexArray(shape.vertices);
  gl.uniformMatrix4fv(draw.at.view, false, eye.view); gl.uniformMatrix4fv(draw.at.projection, false, eye.projection);
  gl.uniform1i(draw.at.mode, mode); gl.uniform1i(draw.at.cloud, shape.cloud ? 1 : 0);
  gl.uniform1f(draw.at.radius, shape.radius); gl.uniform1f(draw.at.flatness, shape.flatness); gl.uniform1f(draw.at.lines, to.height);
  bind(draw.at.parts, 0, partTable);
  gl.drawArrays(shape.cloud ? gl.POINTS : gl.TRIANGLES, 0, shape.count);
  gl.disable(gl.DEPTH_TEST); gl.bindVertexArray(empty);
  for (const [pass, into, across, down] of [[occlude, to.shade, to.width, to.height], [finish, null, width, height]]) {
    gl.bindFramebuffer(gl.FRAMEBUFFER, into); gl.viewport(0, 0, across, down); gl.useProgram(pass.made);
    bind(pass.at.depths, 0, to.depth); bind(pass.at.normals, 1, to.normal);
    gl.uniform2f(pass.at.slope, ...eye.slope); gl.uniform2f(pass.at.clip, eye.near, eye.far);
    if (pass === occlude) gl.uniform1f(pass.at.reach, Math.min(0.16, 0.05 * eye.distance));
    else {
      bind(pass.at.albedos, 2, to.albedo); bind(pass.at.occlusions, 3, to.occlusion);
      gl.uniform3f(pass.at.paper, ...paper.map((v) => v / 255));
      gl.uniformMatrix4fv(pass.at.view, false, eye.view); gl.uniform2f(pass.at.texel, 1 / to.width, 1 / to.height); gl.uniform1i(pass.at.factor, factor);
    }
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }
};
// The element drawn at a place of the last frame, u and v from 0 to 1 from the upper left; -1 for none.
const pick = (u, v) => {
  if (!target) return -1;
  const pixel = new Uint8Array(4);
  gl.bindFramebuffer(gl.FRAMEBUFFER, target.scene); gl.readBuffer(gl.COLOR_ATTACHMENT1);
  gl.readPixels(Math.floor(u * target.width), Math.floor((1 - v) * target.height), 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
  return pixel[0] + pixel[1] * 256 + pixel[2] * 65536 + pixel[3] * 16777216 - 1;
};
// The colours of no part and of the parts, as #rrggbb; visible: which of them are drawn.
const paint = (colors, visible) => {
  const rows = Math.ceil(colors.length / 256), table = new Uint8Array(256 * rows * 4);
  colors.forEach((color, i) => table.set([...rgb(color), visible[i] ? 255 : 0], i * 4));
  gl.bindTexture(gl.TEXTURE_2D, partTable);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, 256, rows, 0, gl.RGBA, gl.UNSIGNED_BYTE, table);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST); gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
};
const upload = (shape) => {
  const { arrays } = shape, cloud = shape.kind === "cloud", corners = cloud ? shape.count : 3 * shape.count;
  const vertices = gl.createVertexArray(); gl.bindVertexArray(vertices);
  const labels = decode(arrays.labels, Uint16Array), scores = arrays.scores && decode(arrays.scores, Uint8Array);
  const faces = cloud ? null : decode(arrays.faces, Uint32Array), owner = cloud ? (i) => i : (i) => (i / 3) | 0;
  const spread = (values, width, Kind, index) => { const out = new Kind(corners * width); for (let i = 0; i < corners; i++) for (let k = 0; k < width; k++) out[i * width + k] = values[index(i) * width + k]; return out; };
  const attribute = (at, values, width, kind, normalized) => {
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer()); gl.bufferData(gl.ARRAY_BUFFER, values, gl.STATIC_DRAW);
    gl.enableVertexAttribArray(at); gl.vertexAttribPointer(at, width, kind, normalized, 0, 0);
  };
  attribute(0, spread(decode(arrays.positions, Uint16Array), 3, Uint16Array, cloud ? owner : (i) => faces[i]), 3, gl.UNSIGNED_SHORT, true);
  if (arrays.normals) attribute(1, decode(arrays.normals, Int8Array), 2, gl.BYTE, true); else gl.vertexAttrib2f(1, 9, 9);
  attribute(2, spread(labels, 1, Uint16Array, owner), 1, gl.UNSIGNED_SHORT, false);
  if (scores) attribute(3, spread(scores, 1, Uint8Array, owner), 1, gl.UNSIGNED_BYTE, true); else gl.vertexAttrib1f(3, 0);
  if (arrays.colors) attribute(4, spread(decode(arrays.colors, Uint8Array), 3, Uint8Array, owner), 3, gl.UNSIGNED_BYTE, true);
  if (arrays.sizes) attribute(5, decode(arrays.sizes, Uint8Array), 1, gl.UNSIGNED_BYTE, true); else gl.vertexAttrib1f(5, 1);
  gl.bindVertexArray(null);
  return { ...shape, arrays: null, cloud, vertices, count: corners, elements: shape.count, labels, scores, colored: Boolean(arrays.colors), radius: arrays.radius || 0, flatness: arrays.flatness || 0, visible: null };
};
return { upload, paint, frame, pick };
};
