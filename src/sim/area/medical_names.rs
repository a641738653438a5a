//! Invented hospitals, clinics, dentists, pharmacies and midwives (病院・診療所・歯科・薬局・助産所).
//!
//! One line each: `name | reading | town | options`. Options, parted by blanks: `tel=` and `fax=` last four digits,
//! `at=x,y` spot of the drawing, `no=` house number, `h=` a key of [`super::hours`], `dep=` departments, `beds=` by kind,
//! and single words by which [`super::survey`] knows what the place is good at.

/// 病院.
pub(super) const HOSPITALS: &str = "
汐見野市立総合病院|シオミノシリツソウゴウビョウイン|ch1|dep=内科,外科,整形外科,小児科,脳神経外科,泌尿器科,麻酔科,リハビリテーション科 beds=一般:212,感染症:4 rear home hoken
医療法人社団潮騒会 浜手病院|イリョウホウジンシャダンチョウソウカイハマテビョウイン|ha2|dep=内科,リハビリテーション科,皮膚科 beds=一般:48,療養:96 respite hoken
汐見こころの病院|シオミココロノビョウイン|mat|dep=精神科,心療内科,内科 beds=精神:156 mind
桐原中央病院|キリハラチュウオウビョウイン|kho|dep=内科,外科,循環器内科,整形外科 beds=一般:120,療養:40 dialysis hoken
";

/// 診療所 and 有床診療所.
pub(super) const CLINICS: &str = "
上桐原内科クリニック|カミキリハラナイカクリニック|ka1|dep=内科,消化器内科 home hoken time
髙瀬医院|タカセイイン|ka3|dep=内科,小児科 home children hoken time
山﨑整形外科|ヤマサキセイケイゲカ|ka3|dep=整形外科,リハビリテーション科 hoken
桐の台ファミリークリニック|キリノダイファミリークリニック|kid|dep=内科,小児科,皮膚科 time
桐の台眼科|キリノダイガンカ|kid|dep=眼科
あさぎり耳鼻咽喉科|アサギリジビインコウカ|ka5|dep=耳鼻咽喉科
かねつき在宅クリニック|カネツキザイタククリニック|kan|h=day-and-night dep=内科,緩和ケア内科 home night ventilator hoken time
鐘撞町診療所|カネツキチョウシンリョウジョ|kan|dep=内科 time
鐘ヶ淵医院|カネガフチイイン|kah|dep=内科,循環器内科 home hoken time
本町皮ふ科クリニック|ホンマチヒフカクリニック|kah|dep=皮膚科
寺前こどもクリニック|テラマエコドモクリニック|ter|dep=小児科,アレルギー科 children hoken time
梵クリニック|ボンクリニック|ter|dep=内科,脳神経内科 home intractable time
松風台クリニック|マツカゼダイクリニック|mat|h=sunday dep=内科,呼吸器内科 home hoken time
松風台レディースクリニック|マツカゼダイレディースクリニック|mat|dep=産婦人科 beds=一般:12
一里塚整形外科リウマチ科|イチリヅカセイケイゲカリウマチカ|ich|dep=整形外科,リウマチ科
うめがえ内科・在宅診療所|ウメガエナイカザイタクシンリョウジョ|um2|dep=内科,老年内科 home night hoken time
梅ヶ枝外科胃腸科|ウメガエゲカイチョウカ|um1|dep=外科,胃腸内科,肛門外科 beds=一般:19 home hoken
梅ヶ枝メンタルクリニック|ウメガエメンタルクリニック|um2|dep=精神科,心療内科 mind time
三丁目ハートクリニック|サンチョウメハートクリニック|um3|dep=循環器内科,内科 time
柳田腎クリニック|ヤナギダジンクリニック|yan|dep=腎臓内科,人工透析内科 dialysis hoken time
柳田の森診療所|ヤナギダノモリシンリョウジョ|yan|dep=内科,漢方内科
汐見野駅前クリニック|シオミノエキマエクリニック|eki|h=late dep=内科,糖尿病内科 hoken time
駅前皮膚泌尿器科|エキマエヒフヒニョウキカ|eki|dep=皮膚科,泌尿器科
千鳥野ペインクリニック|チドリノペインクリニック|ch1|dep=麻酔科,緩和ケア内科 home pain hoken time
ちどりの脳神経外科|チドリノノウシンケイゲカ|ch2|dep=脳神経外科,脳神経内科 beds=一般:6
千鳥野なみ医院|チドリノナミイイン|ch2|dep=内科 home time
汐入クリニック|シオイリクリニック|shi|h=noon dep=内科,外科 home hoken time
汐入アイクリニック|シオイリアイクリニック|shi|dep=眼科
浜手診療所|ハマテシンリョウジョ|ha1|dep=内科,外科 beds=一般:10,療養:4 home hoken time
港町耳鼻咽喉科医院|ミナトマチジビインコウカイイン|min|dep=耳鼻咽喉科
港町ホームケアクリニック|ミナトマチホームケアクリニック|min|h=day-and-night dep=内科 home night ventilator children hoken time
塩屋敷医院|シオヤシキイイン|sho|dep=内科,小児科
城下本町内科|ジョウカホンマチナイカ|kho|dep=内科 home hoken
桐原在宅診療所 りんどう|キリハラザイタクシンリョウジョリンドウ|kek|dep=内科,緩和ケア内科 home night time
ハートフル駅通クリニック|ハートフルエキドオリクリニック|kek|h=late dep=内科,循環器内科
駅通眼科|エキドオリガンカ|kek|dep=眼科
大橋ひふ科|オオハシヒフカ|koo|dep=皮膚科
大橋外科内科医院|オオハシゲカナイカイイン|koo|dep=外科,内科 beds=一般:15 hoken
見晴台こども医院|ミハラシダイコドモイイン|kmi|dep=小児科 children
見晴台整形外科|ミハラシダイセイケイゲカ|kmi|dep=整形外科
桐原女性クリニックAO|キリハラジョセイクリニックエーオー|kho|dep=婦人科
浦波町国民健康保険診療所|ウラナミチョウコクミンケンコウホケンシンリョウジョ|ura|dep=内科,外科,小児科 home hoken time
磯辺医院|イソベイイン|iso|dep=内科 hoken
岬の診療所|ミサキノシンリョウジョ|mis|h=two-days dep=内科
";

/// 歯科診療所. Exactly seven come to the house; three of them work on some Sunday.
pub(super) const DENTISTS: &str = "
汐見野みなと歯科|シオミノミナトシカ|um3|tel=0188 fax=0189 at=258,156 no=2-8 h=minato dep=歯科,歯科口腔外科 visits minato time
千鳥デンタルクリニック|チドリデンタルクリニック|ch1|tel=0142 fax=0143 at=353,171.7 no=14-3 h=chidori dep=歯科,小児歯科 visits chidori hoken time
歯科すみれ|シカスミレ|ka5|tel=0151 fax=0152 at=180,102 no=6-21 h=sumire dep=歯科 visits sumire
鐘撞歯科医院|カネツキシカイイン|kah|dep=歯科 visits hoken time
浜手ファミリー歯科|ハマテファミリーシカ|ha1|dep=歯科,矯正歯科 visits time
つばめ訪問歯科クリニック|ツバメホウモンシカクリニック|eki|dep=歯科 visits hoken time
城下デンタルオフィス|ジョウカデンタルオフィス|kho|dep=歯科 visits
上桐原歯科|カミキリハラシカ|ka1|dep=歯科 hoken
髙瀬歯科医院|タカセシカイイン|ka3|dep=歯科
桐の台歯科クリニック|キリノダイシカクリニック|kid|h=late dep=歯科,小児歯科
スマイルデンタル桐の台|スマイルデンタルキリノダイ|kid|h=sunday dep=歯科,矯正歯科
おおつき歯科|オオツキシカ|kan|dep=歯科
本町グリーン歯科|ホンマチグリーンシカ|kah|dep=歯科,歯科口腔外科
寺前歯科診療所|テラマエシカシンリョウジョ|ter|dep=歯科
松風台矯正歯科|マツカゼダイキョウセイシカ|mat|dep=矯正歯科
松の実歯科|マツノミシカ|mat|dep=歯科,小児歯科 time
一里塚歯科|イチリヅカシカ|ich|dep=歯科
梅ヶ枝デンタルケア|ウメガエデンタルケア|um1|dep=歯科 hoken
うめのき歯科|ウメノキシカ|um2|dep=歯科
柳田歯科医院|ヤナギダシカイイン|yan|dep=歯科
駅前スクエア歯科|エキマエスクエアシカ|eki|h=late dep=歯科,歯科口腔外科
千鳥野キッズデンタル|チドリノキッズデンタル|ch2|dep=小児歯科
汐入歯科|シオイリシカ|shi|dep=歯科
しおさい歯科クリニック|シオサイシカクリニック|min|dep=歯科 time
塩屋敷歯科|シオヤシキシカ|sho|dep=歯科
わだつみ歯科|ワダツミシカ|ha2|dep=歯科
駅通デンタルクリニック|エキドオリデンタルクリニック|kek|h=late dep=歯科
きりはら中央歯科|キリハラチュウオウシカ|kho|dep=歯科,小児歯科
大橋歯科医院|オオハシシカイイン|koo|dep=歯科
見晴台ホワイト歯科|ミハラシダイホワイトシカ|kmi|dep=歯科
浦波歯科医院|ウラナミシカイイン|ura|dep=歯科
いそべ歯科|イソベシカ|iso|dep=歯科
みさき歯科診療所|ミサキシカシンリョウジョ|mis|h=two-days dep=歯科
";

/// 薬局.
pub(super) const PHARMACIES: &str = "
かねつき薬局|カネツキヤッキョク|kan|h=pharmacy-24 night opioids sterile visits hoken time
鐘撞本町ファーマシー|カネツキホンマチファーマシー|kah|visits time
寺前調剤薬局|テラマエチョウザイヤッキョク|ter|
まつかぜ薬局|マツカゼヤッキョク|mat|visits time
松風台薬局 サンライフ店|マツカゼダイヤッキョクサンライフテン|mat|
一里塚くすり堂|イチリヅカクスリドウ|ich|
上桐原薬局|カミキリハラヤッキョク|ka1|visits hoken time
あおば薬局 上桐原店|アオバヤッキョクカミキリハラテン|ka3|
すみれ野薬局|スミレノヤッキョク|ka5|
桐の台ドラッグ&調剤|キリノダイドラッグアンドチョウザイ|kid|h=late-shop
梅ヶ枝調剤薬局|ウメガエチョウザイヤッキョク|um1|visits hoken time
うめがえ薬局 三丁目店|ウメガエヤッキョクサンチョウメテン|um3|visits
楓|カエデ|um2|
柳田薬局|ヤナギダヤッキョク|yan|visits time
駅前しおみ薬局|エキマエシオミヤッキョク|eki|h=late-shop night visits hoken time
メディカルモール潮路薬局|メディカルモールシオジヤッキョク|eki|
千鳥野薬局|チドリノヤッキョク|ch1|visits sterile time
ちどり薬局 病院前店|チドリヤッキョクビョウインマエテン|ch1|h=late-shop opioids visits hoken
千鳥野二丁目薬局|チドリノニチョウメヤッキョク|ch2|
汐入薬局|シオイリヤッキョク|shi|visits
なみうち薬局|ナミウチヤッキョク|shi|
浜手薬局|ハマテヤッキョク|ha1|visits hoken time
わかめ薬局|ワカメヤッキョク|ha2|
港町薬局|ミナトマチヤッキョク|min|visits opioids time
ミナト調剤|ミナトチョウザイ|min|
塩屋敷薬局|シオヤシキヤッキョク|sho|
城下薬局|ジョウカヤッキョク|kho|visits hoken time
きりはら調剤薬局|キリハラチョウザイヤッキョク|kho|
駅通薬局|エキドオリヤッキョク|kek|h=late-shop
りんどう薬局|リンドウヤッキョク|kek|visits opioids
大橋薬局|オオハシヤッキョク|koo|
見晴台薬局|ミハラシダイヤッキョク|kmi|
浦波薬局|ウラナミヤッキョク|ura|visits hoken
磯辺調剤薬局|イソベチョウザイヤッキョク|iso|
岬ドラッグ|ミサキドラッグ|mis|
";

/// 助産所.
pub(super) const MIDWIVES: &str = "
助産院 うみのこ|ジョサンインウミノコ|ha1|visits
ことり助産所|コトリジョサンショ|kek|
";
