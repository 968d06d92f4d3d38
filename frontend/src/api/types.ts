/** The records that the server sends, as named in the API contract. */

export type Role = "owner" | "manager" | "reviewer" | "annotator" | "viewer";
export type OverlapMode = "layered" | "exclusive";
export type AnnotationState = "new" | "in_progress" | "submitted" | "approved" | "returned";
export type Split = "train" | "val" | "test";
export type JobState = "queued" | "running" | "done" | "failed" | "cancelled";

export interface Page<T> {
  next: string | null;
  previous: string | null;
  results: T[];
}

export interface User {
  id: number;
  username: string;
  is_staff: boolean;
}

export interface Session {
  user: User | null;
}

export interface Project {
  id: number;
  name: string;
  description: string;
  overlap_mode: OverlapMode;
  role: Role;
  created_at: string;
  num_images: number;
  num_classes: number;
  state_counts: Record<AnnotationState, number>;
  cover_url: string | null;
  labelled_percent: number;
}

export interface LabelClass {
  class_id: number;
  name: string;
  /** "#rrggbb" */
  color: string;
  is_thing: boolean;
  is_ignore: boolean;
  /** One key; "" for none. */
  hotkey: string;
  supercategory: string;
  guideline: string;
  /** Its place in the class table. */
  position: number;
  num_segments: number;
}

export interface Member {
  user_id: number;
  username: string;
  role: Role;
}

export interface ImageRow {
  id: number;
  /** The relative path it came with. */
  name: string;
  /** Upright pixels. */
  width: number;
  height: number;
  split: Split | null;
  state: AnnotationState;
  revision: number;
  num_segments: number;
  num_suggestions: number;
  thumbnail_url: string | null;
  prepared: boolean;
  created_at: string;
}

export interface ImageDetail extends ImageRow {
  project: number;
  image_url: string;
  bit_depth: number;
  annotation_id: number;
  previous_id: number | null;
  next_id: number | null;
  index: number;
  total: number;
  active_ms: number;
}

export interface RleWire {
  /** [height, width] */
  size: [number, number];
  /** COCO compressed counts, column-major. */
  counts: string;
}

export type RingWire = [number, number][];

export interface PolygonWire {
  parts: { outer: RingWire; holes: RingWire[] }[];
}

export interface SegmentWire {
  uid: string;
  class_id: number;
  z: number;
  mask: RleWire;
  polygon: PolygonWire | null;
  iscrowd: boolean;
  occluded: boolean;
  truncated: boolean;
  attributes: Record<string, unknown>;
  origin: string;
  score: number | null;
  area_px: number;
  bbox_xywh: [number, number, number, number];
}

export interface AnnotationWire {
  id: number;
  image: number;
  revision: number;
  state: AnnotationState;
  overlap_mode: OverlapMode;
  segments: SegmentWire[];
}

export interface SuggestionWire {
  uid: string;
  class_id: number;
  mask: RleWire;
  score: number | null;
  source: "model" | "import" | "consensus";
  source_ref: string;
  area_px: number;
  bbox_xywh: [number, number, number, number];
  z: number;
}

export interface UpsertWire {
  op: "upsert";
  tool: string;
  segment: {
    uid: string;
    class_id: number;
    z: number;
    mask?: RleWire;
    polygon?: PolygonWire | null;
    iscrowd?: boolean;
    occluded?: boolean;
    truncated?: boolean;
    attributes?: Record<string, unknown>;
    origin: string;
    score?: number | null;
  };
}

export interface DeleteWire {
  op: "delete";
  tool: string;
  uid: string;
}

export type OperationWire = UpsertWire | DeleteWire;

export interface SaveRequest {
  base_revision: number;
  save_id: string;
  active_ms: number;
  operations: OperationWire[];
}

export interface SaveResponse {
  revision: number;
  state: AnnotationState;
  changed: SegmentWire[];
  deleted: string[];
}

export interface RevisionRow {
  number: number;
  author: string;
  created_at: string;
  active_ms: number;
  num_operations: number;
  tools: string[];
}

export interface Job<Result = unknown> {
  id: string;
  kind: string;
  state: JobState;
  done: number;
  total: number;
  message: string;
  error: string;
  result: Result | null;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  requested_by: string | null;
  cancel_requested: boolean;
}

export interface UploadReport {
  accepted: { id: number; name: string }[];
  duplicates: { name: string; duplicate_of: string }[];
  refused: { name: string; code: string; message: string }[];
}

export interface UploadResponse extends UploadReport {
  job: Job<UploadReport> | null;
}

export interface FormatOption {
  name: string;
  title: string;
  choices: string[];
  default: string;
}

export interface Format {
  name: string;
  title: string;
  description: string;
  can_export: boolean;
  can_import: boolean;
  options: FormatOption[];
}

export interface DatasetExport {
  id: number;
  format: string;
  options: Record<string, string>;
  include_images: boolean;
  num_images: number;
  /** Images of the project in other states than those chosen. */
  num_left_out: number;
  snapshot_hash: string;
  byte_size: number | null;
  sha256: string | null;
  job: Job;
  file_url: string | null;
  created_at: string;
  report: string[];
}

export interface ImportResult {
  images: number;
  segments: number;
  repairs: string[];
  refused: string[];
}

export interface Predictor {
  name: string;
  title: string;
  available: boolean;
  missing: string | null;
  remedy: string | null;
  prompts: ("box" | "points")[];
}

export interface PromptRequest {
  predictor: string;
  box_xyxy: [number, number, number, number] | null;
  points: [number, number][];
  labels: number[];
}

export interface PromptResponse {
  mask: RleWire | null;
  score: number | null;
  job: Job<{ mask: RleWire; score: number }> | null;
}

export interface Architecture {
  name: string;
  title: string;
  encoders: string[];
  default_encoder: string;
}

export interface ClassMetric {
  class_id: number;
  name: string;
  /** Null where the class is absent from the validation split. */
  iou: number | null;
}

export interface ModelVersion {
  id: number;
  number: number;
  architecture: string;
  encoder: string;
  snapshot_hash: string;
  num_images: number;
  metrics: { miou: number | null; pixel_accuracy: number | null; per_class: ClassMetric[] };
  created_at: string;
}

export interface TrainConfig {
  architecture: string;
  encoder: string;
  epochs: number;
  crop_size_px: number;
  batch_size: number;
  lr: number;
  max_seconds: number | null;
  seed: number;
}

export interface TrainingRun {
  id: number;
  number: number;
  config: TrainConfig;
  job: Job;
  snapshot: { hash: string; num_images: number };
  model: ModelVersion | null;
  /** The id of the model version that it started from. */
  init_from: number | null;
  created_at: string;
  latest: {
    epoch: number | null;
    step: number | null;
    loss: number | null;
    miou: number | null;
  } | null;
}

/** One line of a run's metrics.jsonl. */
export type MetricsLine =
  | {
      kind: "start";
      num_train: number;
      num_val: number;
      device: string;
      params: number;
      steps_total: number;
      epochs: number;
    }
  | { kind: "step"; step: number; epoch: number; loss: number; lr: number; seconds: number }
  | {
      kind: "epoch";
      epoch: number;
      step: number;
      loss: number;
      val_loss: number | null;
      miou: number | null;
      pixel_accuracy: number | null;
      per_class: Record<string, number | null>;
      seconds: number;
    }
  | { kind: "done"; miou: number | null };

export interface MetricsPage {
  lines: MetricsLine[];
  next: number;
}
